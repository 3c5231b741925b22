import { ExploredRun } from "../../../src/simulation/explore/explored_run.ts";
import { ListedFaults } from "../../../src/simulation/explore/fault_source.ts";
import type { ExploreTest } from "../../../src/simulation/explore/explore_context.ts";
import { assertEquals, assertStringIncludes } from "@std/assert";

const runOf = (test: ExploreTest) =>
  new ExploredRun({
    seed: "1",
    source: new ListedFaults([]),
    horizonMs: 60_000,
    limit: 1_000,
    healAtMs: Infinity,
    allow: [],
    patienceMs: 2,
    answers: new Map(),
    onLate: () => {},
  }).run(test);

Deno.test("ExploredRun does not wait for ever for work that is tracked and never settles", async () => {
  const { failure } = await runOf(async ({ clock }) => {
    await clock.sleep(50);
    await clock.track(new Promise(() => {}));
  });
  assertEquals([failure?.kind, failure?.atMs], ["never-settles", 50]);
  assertStringIncludes(
    String(failure?.error),
    "What the test has handed to clock.track() has not settled within 30ms of real time, at t=50ms; newest: t=0: sleep of 50 ms",
  );
});

Deno.test("ExploredRun fails by tracked work that the test has left behind and that never settles", async () => {
  const { failure } = await runOf(({ clock }) => void clock.track(new Promise(() => {})));
  assertEquals(failure?.kind, "never-settles");
});
