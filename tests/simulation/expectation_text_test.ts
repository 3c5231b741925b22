import { assertEquals, assertThrows } from "@std/assert";
import { keeps, readExpectation, shownFigure } from "../../src/simulation/expectation_text.ts";

const known = {
  figures: { "lost": { unit: "" }, "stored-share": { unit: "%" } },
  samples: { "wait": { unit: "ms" } },
} as const;
const read = (text: string) => readExpectation("simulate", "expect[0]", text, known, '"lost == 0"');

Deno.test("readExpectation() takes a text to pieces", () => {
  assertEquals(read("a: b:  p99.9( wait )<=1_000 ms".replace("000 ms", "000ms")), {
    worker: "a: b",
    aggregate: "p99.9",
    figure: "wait",
    argument: undefined,
    comparison: "<=",
    limit: 1_000,
    unit: "ms",
  });
  assertEquals(read(" lost(10s) == 0 "), {
    worker: undefined,
    aggregate: undefined,
    figure: "lost",
    argument: "10s",
    comparison: "==",
    limit: 0,
    unit: "",
  });
  assertEquals(read("max(lost(10s)) < 1").argument, "10s");
});

for (
  const [text, message] of [
    ["lots == 0", '"expect[0]" must be about one of lost, stored-share, wait, received "lots == 0"'],
    ["Lost == 0", '"expect[0]" must read like "lost == 0", received "Lost == 0"'],
    ["wait < 1s", "must say what of all values is meant, such as p95(wait), max(wait) or mean(wait)"],
    ["average(wait) < 1s", "must take p50, p95, p99.9 or another percentile, max, min, mean or total of wait"],
    ["max(wait) < 1%", "must give wait in ms, s, m or h"],
    ["total(stored-share) < 1%", "must not sum up stored-share: it is a share"],
  ] as const
) {
  Deno.test(`readExpectation() refuses "${text}"`, () => {
    assertThrows(() => read(text), TypeError, message);
  });
}

Deno.test("keeps() compares below, at and above the limit", () => {
  const kept = (comparison: string) => [4, 5, 6].map((value) => keeps({ comparison, limit: 5 }, value));

  assertEquals(["<", "<=", "==", ">=", ">"].map(kept), [
    [true, false, false],
    [true, true, false],
    [false, true, false],
    [false, true, true],
    [false, false, true],
  ]);
});

Deno.test("shownFigure() says the unit", () => {
  assertEquals(
    [shownFigure(99.12345, "%"), shownFigure(1_500.0004, "ms"), shownFigure(3, ""), shownFigure(null, "ms")],
    [
      "99.123%",
      "1500 ms",
      "3",
      "none",
    ],
  );
});
