import type { BudgetLimits, Policy } from "@mainstay/supervisor";
import { Failure } from "../../src/core/failure.ts";
import { GroupSupervision } from "../../src/core/group_supervision.ts";
import { resolvePolicy } from "../../src/core/policy.ts";
import type { Supervision } from "../../src/core/supervision.ts";
import { eventLine } from "./event_line.ts";

/** A group's decision core without a driver: the test says what happens and when. No jitter unless a policy says otherwise. */
export class CoreGroup {
  readonly group: GroupSupervision;
  readonly #lines: string[] = [];

  constructor(
    policies: Readonly<Record<string, Policy>>,
    { budget, keepAlive = false }: { budget?: BudgetLimits; keepAlive?: boolean } = {},
  ) {
    const members = Object.entries(policies).map(([name, policy]) => ({
      name,
      policy: resolvePolicy("test", { backoff: { jitter: "none" }, ...policy }),
      random: () => 0.5,
    }));
    this.group = new GroupSupervision(members, { budget, keepAlive, tellsOfItself: true });
  }

  worker(name: string): Supervision {
    return this.group.workers.find((worker) => worker.name === name)!;
  }

  /** The newest incarnation of this worker throws an error, or the given value. */
  crash(name: string, nowMs: number, thrown: unknown = new Error("boom")): void {
    const worker = this.worker(name);
    worker.onExit(worker.incarnation, new Failure(thrown), nowMs);
  }

  /** The newest incarnation of this worker returns. */
  complete(name: string, nowMs: number): void {
    const worker = this.worker(name);
    worker.onExit(worker.incarnation, undefined, nowMs);
  }

  /** What was told since the last call. */
  told(): string[] {
    this.group.drain((event) => this.#lines.push(eventLine(event)));
    return this.#lines.splice(0);
  }
}
