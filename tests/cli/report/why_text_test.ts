import { assertEquals } from "@std/assert";
import type { AnyCapsule } from "../../../cli/campaign/capsule_file.ts";
import { whyText } from "../../../cli/report/why_text.ts";

const of = (events: readonly object[], failure: object = { kind: "expectation", atMs: 0 }, kind = "supervision") =>
  ({ kind, failures: [failure], trace: { every: 1, hashes: [], events } }) as unknown as AnyCapsule;
const cooled = {
  type: "cooldown-started",
  worker: "a",
  incarnation: 2,
  cooldownMs: 60_000,
  cycle: 1,
  rule: "worker-budget",
};
const gaveUp = { type: "gave-up", worker: "b", incarnation: 4, rule: "worker-budget" };

Deno.test("whyText() is the gravest event, the last of its kind", () => {
  const events = [{ ...gaveUp, atMs: 1 }, { ...gaveUp, atMs: 2_000 }, { ...cooled, atMs: 3_000 }];
  const said = 'at 00:00:02.000 Worker "b" (incarnation 4) was given up: its restart budget is spent';
  assertEquals(whyText(of(events)), said);
  assertEquals(
    whyText(of([{ ...cooled, atMs: 3_000 }])),
    'at 00:00:03.000 Worker "a" (incarnation 2) cools down for 1m (cooldown 1): its restart budget is spent',
  );
});

Deno.test("whyText() blames nothing that came after an invariant had broken", () => {
  const events = [{ ...cooled, atMs: 3_000 }];
  assertEquals(whyText(of(events, { kind: "invariant", atMs: 2_999 })), undefined);
  assertEquals(whyText(of(events, { kind: "invariant", atMs: 3_000 }))?.startsWith("at 00:00:03.000"), true);
});

Deno.test("whyText() of an executor is what was lost", () => {
  const events = [{ type: "dropped", atMs: 5, count: 2, cause: "overflow" }];
  assertEquals(whyText(of(events, undefined, "executor")), "at 00:00:00.005 2 records lost: there was no place left");
  assertEquals(whyText(of([])), undefined);
});
