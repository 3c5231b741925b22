import { assertEquals } from "@std/assert";
import { WarningLimit } from "../../src/telemetry/warning_limit.ts";

Deno.test("WarningLimit.allows() the same again when exactly so much time has passed", () => {
  const limit = new WarningLimit({ everyMs: 60_000, most: 10 });
  const asked = [0, 59_999, 60_000, 60_001, 120_000];
  assertEquals(asked.map((nowMs) => limit.allows("a", nowMs)), [true, false, true, false, true]);
});

Deno.test("WarningLimit.allows() each subject by itself", () => {
  const limit = new WarningLimit({ everyMs: 100, most: 10 });
  assertEquals(["a", "b", "a", "b"].map((subject) => limit.allows(subject, 0)), [true, true, false, false]);
  assertEquals([limit.allows("", 0), limit.allows("", 0)], [true, false]);
});

Deno.test("WarningLimit forgets all when it knows more than it may", () => {
  const limit = new WarningLimit({ everyMs: 100, most: 3 });
  assertEquals(["a", "b", "c"].map((subject) => limit.allows(subject, 0)), [true, true, true]);
  assertEquals(["a", "b", "c"].map((subject) => limit.allows(subject, 1)), [false, false, false]);
  assertEquals(limit.allows("d", 2), true);
  assertEquals(["a", "b", "c"].map((subject) => limit.allows(subject, 3)), [true, true, true]);
});

Deno.test("WarningLimit makes room of what is old before it counts", () => {
  const limit = new WarningLimit({ everyMs: 100, most: 3 });
  for (const [subject, nowMs] of [["a", 0], ["b", 50], ["c", 60]] as const) limit.allows(subject, nowMs);
  assertEquals(limit.allows("d", 100), true);
  assertEquals(["b", "c", "d"].map((subject) => limit.allows(subject, 101)), [false, false, false]);
});
