import { assertEquals } from "@std/assert";
import { type Engine, type Operation, type ScenarioWorker, simulate } from "@mainstay/supervisor/simulation";

const slowly = (
  ms: number,
) => ({ startupTimeoutMs: 90_000, behaviour: { readyAfter: { kind: "fixed", ms } } } as const);
const after = (name: string) => ({ dependsOn: [name], onDependencyFailure: "restart" } as const);
const patient = { backoff: { baseMs: 60_000, maxMs: 60_000, jitter: "none" } } as const;
const restart = (atMs: number, worker: string): Operation => ({ atMs, do: "restart", worker });

/** Who is there, what is done by hand between the healing at 20 s and the end of the time at 50 s, and who is not up then and should be. */
const cases: readonly (readonly [
  title: string,
  stragglers: readonly string[],
  workers: readonly ScenarioWorker[],
  operations: readonly Operation[],
])[] = [
  ["waits for one that was restarted by hand", [], [
    { name: "a", ...slowly(10_000) },
    { name: "b", ...after("a") },
  ], [restart(45_000, "a")]],
  ["waits for one that waits for one that was restarted by hand", [], [
    { name: "a", ...slowly(10_000) },
    { name: "b", ...after("a") },
    { name: "c", ...after("b") },
  ], [restart(45_000, "a")]],
  ["starts since one is up again that was restarted by hand", [], [
    { name: "a", ...slowly(10_000) },
    { name: "b", ...after("a"), ...slowly(5_000) },
    { name: "c", ...after("b") },
  ], [restart(38_000, "a")]],
  ["is in a group that waits for one that was restarted by hand", [], [
    { name: "a", ...slowly(10_000) },
    { name: "g", ...after("a"), group: { workers: [{ name: "c" }] } },
  ], [restart(45_000, "a")]],
  ["has failed by itself since one was restarted by hand", ["b"], [
    { name: "a" },
    {
      name: "b",
      ...after("a"),
      ...patient,
      behaviour: { script: [{ acts: [] }, { acts: [{ atMs: 5, do: "crash" }] }] },
    },
  ], [restart(45_000, "a"), restart(19_000, "b")]],
  ["was down before one was restarted by hand", ["b"], [
    { name: "a" },
    { name: "b", ...after("a"), ...patient, behaviour: { script: [{ acts: [{ atMs: 19_000, do: "crash" }] }] } },
  ], [restart(40_000, "a")]],
  ["does not depend on the one that was restarted by hand", ["c"], [
    { name: "a", ...slowly(10_000) },
    { name: "b", ...after("a") },
    { name: "c", ...patient, behaviour: { script: [{ acts: [{ atMs: 19_000, do: "crash" }] }] } },
  ], [restart(45_000, "a")]],
];

for (const [title, stragglers, workers, operations] of cases) {
  for (const engine of ["real", "policy", "services"] as const satisfies readonly Engine[]) {
    Deno.test(`simulate() ${stragglers.length > 0 ? "blames" : "excuses"} who ${title}, engine ${engine}`, async () => {
      const { recovery, breaches } = await simulate({
        name: "by hand",
        horizonMs: 100_000,
        recovery: { fromMs: 20_000, withinMs: 30_000 },
        workers,
        operations,
      }, { engine });

      assertEquals(recovery!.stragglers.map(({ worker }) => worker), stragglers);
      assertEquals(breaches, []);
    });
  }
}
