import { assertEquals } from "@std/assert";
import type { RunFailure } from "../../../../src/simulation/campaign/subject.ts";
import { hangsOnAmount, hangsOnLength } from "../../../../src/telemetry/simulated/campaign/executor_length_bound.ts";

const missed = (name: string): RunFailure => ({ name, kind: "expectation", message: "", atMs: 0 });
const names = [
  "lost == 0",
  "longest-wait < 5s",
  "stored-share >= 99%",
  "mean-wait < 1s",
  "held < 10",
  "spilled-left == 0",
  "stored >= 100",
  "executions == 7",
  "longest-wait < 5s (none)",
];

Deno.test("hangsOnLength() is true of means, of what is at the end, and of what must come to so much", () => {
  assertEquals(names.filter((name) => hangsOnLength(missed(name))), names.slice(2));
});

Deno.test("hangsOnAmount() is true of what must come to so much, or to something at all", () => {
  assertEquals(names.filter((name) => hangsOnAmount(missed(name))), [
    "stored-share >= 99%",
    "stored >= 100",
    "executions == 7",
    "longest-wait < 5s (none)",
  ]);
});

Deno.test("hangsOnLength() and hangsOnAmount() are false of what is no expectation", () => {
  const failure = { ...missed("recovery"), kind: "recovery" } as const;
  assertEquals([hangsOnLength(failure), hangsOnAmount(failure)], [false, false]);
});
