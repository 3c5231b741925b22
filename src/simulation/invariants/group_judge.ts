import type { GroupEvent } from "../../core/event.ts";
import type { CastGroup } from "../cast_group.ts";
import type { Trace } from "../trace.ts";
import { GroupLedger } from "./budget_ledger.ts";
import { sameInstantMs } from "./invariant.ts";
import { isOnTime } from "./lateness.ts";
import type { Roster } from "./roster.ts";

/** Judges what a group decides for itself by its rules: its pauses, and how long its stop may take. */
export class GroupJudge {
  readonly #group: CastGroup;
  readonly #trace: Trace;
  /** Its budget, if it has one. */
  readonly ledger: GroupLedger | undefined;
  #stoppingSinceMs = 0;

  constructor(group: CastGroup, trace: Trace) {
    this.#group = group;
    this.#trace = trace;
    this.ledger = group.rules.budget && new GroupLedger(group.rules.budget);
  }

  /** What is wrong with what was told of the group. */
  judge(event: GroupEvent, roster: Roster): readonly string[] {
    const wrongs = this.#wrongs(event, roster);
    this.ledger?.note(event);
    return wrongs;
  }

  #wrongs(event: GroupEvent, { pausedUntilMs, isOrdered }: Roster): readonly string[] {
    const { rules, path } = this.#group;
    switch (event.type) {
      case "group-restarting":
        return event.strategy === (isOrdered ? "dependents" : rules.strategy)
          ? []
          : [`restarts "${event.strategy}", where its strategy is "${rules.strategy}"`];
      case "group-paused": {
        const { budget } = rules;
        if (budget?.onExhausted !== "pause") return ["pauses, where its budget says nothing of that"];
        if (event.pauseMs !== budget.pauseMs || Math.abs(event.untilMs - event.atMs - budget.pauseMs) > sameInstantMs) {
          return [
            `pauses for ${event.pauseMs} ms until ${event.untilMs} ms, where its budget says ${budget.pauseMs} ms`,
          ];
        }
        if (!this.ledger!.count.hasRoom(event.atMs)) return [];
        return [`pauses with ${this.ledger!.count.count(event.atMs)} of ${budget.intensity} restarts used`];
      }
      case "group-resumed":
        if (pausedUntilMs !== undefined && isOnTime(this.#trace, event.atMs, pausedUntilMs)) return [];
        return [`goes on, where its pause was to last until ${pausedUntilMs} ms`];
      case "group-stopping":
        this.#stoppingSinceMs = event.atMs;
        return [];
      case "grace-ended": {
        const dueMs = this.#stoppingSinceMs + rules.graceMs;
        // Below the root the group around it says when.
        if (path !== "" || isOnTime(this.#trace, event.atMs, dueMs)) return [];
        return [`ended the grace of all, where ${dueMs} ms was due`];
      }
      case "group-started":
      case "group-finished":
        return [];
      default:
        return event satisfies never;
    }
  }
}
