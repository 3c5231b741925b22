import { assertEquals } from "@std/assert";
import { ExecutionTally } from "../../../src/telemetry/history/execution_tally.ts";

const subject = { kind: "job", owner: "a", instance: "", name: "n", topic: "" } as const;

Deno.test("ExecutionTally.summaries() of nothing are none", () => {
  assertEquals(new ExecutionTally().summaries(), []);
});

Deno.test("ExecutionTally.summaries() ranks without rounding", () => {
  for (let count = 1; count <= 400; count++) {
    const tally = new ExecutionTally();
    for (let durationMs = count; durationMs > 0; durationMs--) tally.add(subject, "success", 5, durationMs);
    const [summary] = tally.summaries();
    // The least whole number of which a hundredfold is no less than so many per cent of them.
    const rank = (perCent: number) => {
      let least = 1;
      while (least * 100 < perCent * count) least++;
      return least;
    };
    assertEquals([summary?.p50Ms, summary?.p95Ms, summary?.maxMs], [rank(50), rank(95), count]);
  }
});

Deno.test("ExecutionTally.summaries() keep subjects apart whose names run into one another", () => {
  const tally = new ExecutionTally();
  tally.add({ ...subject, name: "ab", topic: "c" }, "error", 1, 1);
  tally.add({ ...subject, name: "a", topic: "bc" }, "cancelled", 2, 2);
  const summaries = tally.summaries().map((
    { name, errors, cancelled, lastAtMs },
  ) => [name, errors, cancelled, lastAtMs]);
  assertEquals(summaries, [["a", 0, 1, 2], ["ab", 1, 0, 1]]);
});
