import type { Logger } from "../../drivers/observer.ts";
import type { Spell } from "./member_fault.ts";

const fault = new Error("the observer fails, as the scenario says");

/** Throws at whoever tells of an event while an observer is to fail. */
export function failObserver(observerFaults: readonly Spell[], atMs: number): void {
  for (const { fromMs, toMs } of observerFaults) if (atMs >= fromMs && atMs < toMs) throw fault;
}

/** Takes all that is logged, and says nothing: what is thrown at an observer on purpose is nobody's news. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
