import { assertEquals, assertThrows } from "@std/assert";
import { checkExpectation, parseExpectation } from "../../src/simulation/expectation.ts";
import { simulate } from "@mainstay/supervisor/simulation";

const workers = [{ name: "ingest" }, { name: "a: b" }];
const parse = (text: string) => parseExpectation("simulate", "expect[0]", text, workers);

Deno.test("parseExpectation() reads a figure of the group", () => {
  const { worker, figure, comparison, limit } = parse("availability >= 99.5%");

  assertEquals([worker, figure, comparison, limit], [undefined, "availability", ">=", 99.5]);
});

Deno.test("parseExpectation() reads a figure of one worker, whatever its name holds", () => {
  assertEquals([parse("ingest: restarts<=5").worker, parse("a: b: restarts <= 5").worker], ["ingest", "a: b"]);
});

Deno.test("parseExpectation() takes times in ms, s, m and h", () => {
  const limits = ["1500ms", "1.5s", "2m", "1h"].map((time) => parse(`worst-recovery < ${time}`).limit);

  assertEquals(limits, [1_500, 1_500, 120_000, 3_600_000]);
});

for (
  const [text, part] of [
    ["avail >= 99%", "must be about one of availability"],
    ["availability >= 99", "must give availability in percent (%)"],
    ["restarts <= 5%", "must give restarts in no unit"],
    ["worst-recovery < 5", "must give worst-recovery in ms, s, m or h"],
    ["nobody: restarts <= 5", "names a worker that does not exist"],
    ["ingest: storm <= 5", "a storm is the group's"],
    ["restarts == 1.2.3", "must end in a number"],
    ["restarts", "must read like"],
    ["", "must read like"],
  ]
) {
  Deno.test(`parseExpectation() refuses "${text}"`, () => {
    assertThrows(() => parse(text!), TypeError, part);
  });
}

Deno.test("checkExpectation() compares at, below and above the limit", async () => {
  const { metrics } = await simulate({
    name: "three crashes",
    horizonMs: 60_000,
    workers: [{
      name: "ingest",
      backoff: { baseMs: 1_000, multiplier: 1, jitter: "none" },
      behaviour: { script: [1, 2, 3].map(() => ({ acts: [{ atMs: 1_000, do: "crash" as const }] })) },
    }],
  });
  const held = (text: string) => checkExpectation(parse(text), metrics).held;

  assertEquals(["restarts == 2", "restarts == 3", "restarts == 4"].map(held), [false, true, false]);
  assertEquals(["restarts >= 3", "restarts > 3", "restarts <= 3", "restarts < 3"].map(held), [
    true,
    false,
    true,
    false,
  ]);
  assertEquals(["ingest: availability >= 95%", "ingest: availability > 95%"].map(held), [true, false]);
  assertEquals(checkExpectation(parse("mean-recovery <= 1s"), metrics).shown, "1000 ms");
});

Deno.test("checkExpectation() takes a recovery that nobody needed for quick enough", async () => {
  const { metrics } = await simulate({ name: "quiet", horizonMs: 1_000, workers: [{ name: "ingest" }] });

  const { held, value, shown } = checkExpectation(parse("worst-recovery < 1ms"), metrics);

  assertEquals([held, value, shown], [true, null, "none"]);
});

Deno.test("checkExpectation() does not hold for a figure that the run does not have", async () => {
  const { metrics } = await simulate({ name: "quiet", horizonMs: 1_000, workers: [{ name: "ingest" }] });

  assertEquals(checkExpectation(parse("policy-share <= 100%"), metrics).held, false);
});

Deno.test("checkExpectation() does not take a worker that never came back for quick", async () => {
  const { metrics } = await simulate({
    name: "lost",
    horizonMs: 3_600_000,
    workers: [{ name: "ingest", restart: "never", behaviour: { life: { kind: "fixed", ms: 1_000 } } }],
  });

  const held = (text: string) => checkExpectation(parse(text), metrics).held;
  assertEquals(["worst-recovery < 30s", "mean-recovery < 30s"].map(held), [false, false]);
});
