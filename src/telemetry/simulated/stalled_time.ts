import type { Spell } from "../../simulation/faults/member_fault.ts";

/** When something comes that is due at a moment: what falls due within a stall comes at its end. Of stalls in order of their times. */
export function afterStalls(stalls: readonly Spell[], dueMs: number): number {
  return stalls.reduce((atMs, { fromMs, toMs }) => fromMs <= atMs && atMs < toMs ? toMs : atMs, dueMs);
}
