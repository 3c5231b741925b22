import type { ScriptedError, StopBehaviour } from "./scenario.ts";

/** What a simulated worker does that was asked to stop. */
export interface StopPlan {
  /** Until when it goes on as if nobody had asked; not at all unless given. */
  readonly goesOnUntilMs?: number;
  /** How long after that request it ends, if it has not by then; at once unless given. */
  readonly endsAfterMs?: number;
  /** What it throws at that end, if not the reason of the stop. */
  readonly error?: ScriptedError;
}

/** What a worker throws that fails while it stops. */
export const failedCleanUp: ScriptedError = { name: "StopError", message: "clean-up failed" };

/** What a worker does by itself that is asked to stop. */
export function stopPlanOf(behaviour: StopBehaviour): StopPlan {
  switch (behaviour) {
    case "at-once":
      return {};
    case "throw":
      return { error: failedCleanUp };
    case "ignore":
      return { goesOnUntilMs: Infinity, endsAfterMs: Infinity };
    default:
      return { endsAfterMs: behaviour.takesMs };
  }
}
