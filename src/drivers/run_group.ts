import type { GroupReport } from "../core/report.ts";
import type { AnyGroup, GroupChild } from "./group_spec.ts";
import { type GroupOptions, launchGroup } from "./start_group.ts";

/**
 * Keeps a group of workers running, each in its own restart loop: the crash of one never touches another, unless the group's strategy says so. Returns when every
 * worker has ended, or when it was asked to stop and all have stopped or were abandoned. For an empty list it returns at once, whatever
 * `keepAlive` says: nobody could add to it.
 *
 * `run_group` is the same function.
 *
 * @throws {EscalationError} Rejects when a worker's failure failed the group: it was fatal, its exhaustion rule says
 * `"escalate"`, or the group's budget is spent. Everything else is stopped first.
 * @throws {TypeError} For an empty or repeated name, a worker that is no function, an unknown option, an option of the wrong type.
 * @throws {RangeError} For a number that its option cannot hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runGroup } from "@mainstay/supervisor";
 *
 * const stop = new AbortController();
 * const report = await runGroup([
 *   { name: "steady", run: ({ clock, signal }) => clock.sleep(60_000, signal) },
 *   { name: "hasty", run: () => stop.abort() },
 * ], { signal: stop.signal });
 * assertEquals(report.outcome, "stopped");
 * assertEquals(report.workers.map((worker) => worker.outcome), ["stopped", "stopped"]);
 * ```
 */
// deno-lint-ignore require-await -- wrong options must reject like everything else, not throw
export async function runGroup(
  workers: readonly GroupChild[] | AnyGroup,
  options: GroupOptions = {},
): Promise<GroupReport> {
  return launchGroup(workers, options, false).finished;
}
