import { assertEquals } from "@std/assert";
import { pictureEnd } from "../../../cli/page/picture_end.ts";
import type { Scenario } from "../../../src/simulation/scenario.ts";
import { ran } from "./page_samples.ts";

const failing: Scenario = {
  name: "given up",
  horizonMs: 60_000,
  workers: [{
    name: "api",
    budget: { intensity: 0, periodMs: 1_000 },
    onExhausted: "give-up",
    behaviour: { life: { kind: "fixed", ms: 5_000 } },
  }],
};

Deno.test("pictureEnd() is the horizon where somebody is judged as dead up to it", async () => {
  const [result] = await ran(failing);
  assertEquals([result.endedAtMs, pictureEnd(result)], [5_000, 60_000]);
});

Deno.test("pictureEnd() is the end of a run after which nobody is judged", async () => {
  const [completed] = await ran({
    ...failing,
    workers: [{ name: "job", restart: "on-failure", behaviour: { life: { kind: "fixed", ms: 5_000 }, end: "return" } }],
  });
  assertEquals(pictureEnd(completed), 5_000);
  const [stopped] = await ran({ ...failing, workers: [...failing.workers, { name: "db" }], stopAtMs: 9_000 });
  assertEquals([stopped.metrics.group.deadMs > 0, pictureEnd(stopped)], [true, 9_000]);
});

Deno.test("pictureEnd() is where a run was cut off", async () => {
  const [result] = await ran(failing);
  assertEquals(pictureEnd({ ...result, cutOffBy: "limit", endedAtMs: 7_000 }), 7_000);
});
