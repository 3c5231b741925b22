import { assertEquals } from "@std/assert";
import { telling } from "../../../cli/history/telling_executions.ts";
import { anExecution } from "./sample_store.ts";

const executions = [
  anExecution(1, { durationMs: 900 }),
  anExecution(2, { status: "timed-out", durationMs: 1 }),
  anExecution(3, { durationMs: 10 }),
  anExecution(4, { status: "cancelled", durationMs: 1 }),
  anExecution(5, { status: "error", durationMs: 0 }),
  anExecution(6, { durationMs: 800 }),
];

Deno.test("telling() keeps failures, then what was cancelled, then what took long, in the order they came in", () => {
  const kept = [1, 2, 3, 4, 5, 6].map((limit) => telling(executions, limit).map(({ id }) => Number(id.at(-1))));
  assertEquals(kept, [[2], [2, 5], [2, 4, 5], [1, 2, 4, 5], [1, 2, 4, 5, 6], [1, 2, 3, 4, 5, 6]]);
});
