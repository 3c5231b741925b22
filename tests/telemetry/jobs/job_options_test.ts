import { assertEquals, assertThrows } from "@std/assert";
import type { JobOptions } from "../../../src/telemetry/jobs/job.ts";
import { resolveJobOptions } from "../../../src/telemetry/jobs/job_options.ts";

const run = () => {};
const least: JobOptions = { owner: "shop", name: "tidy", schedule: { everyMs: 60_000 }, run };

Deno.test("resolveJobOptions() fills in what is left open", () => {
  assertEquals(resolveJobOptions(least), {
    owner: "shop",
    instance: "",
    name: "tidy",
    tier: "app",
    schedule: { kind: "every", everyMs: 60_000, firstAfterMs: 60_000, text: "every 1 min" },
    run,
    timeoutMs: undefined,
    onError: undefined,
    overlap: "skip",
    queueLimit: 0,
    jitterMs: 0,
    paused: false,
  });
});

Deno.test("resolveJobOptions() lets one run wait under the rule that lets runs wait", () => {
  assertEquals(resolveJobOptions({ ...least, overlap: "queue" }).queueLimit, 1);
});

const whom = `schedule "shop/tidy"`;
const refused: [string, unknown, typeof Error, string][] = [
  ["owner", "", TypeError, `schedule a job: "owner" must be a text that is not empty, received ""`],
  ["name", 5, TypeError, `schedule a job: "name" must be a text that is not empty, received 5`],
  ["instance", 5, TypeError, `schedule a job: "instance" must be a text, received 5`],
  [
    "every",
    5,
    TypeError,
    `schedule a job: unknown option "every", known are owner, instance, name, tier, schedule, run, timeoutMs, onError, overlap, queueLimit, jitterMs, paused`,
  ],
  ["tier", "core", TypeError, `${whom}: "tier" must be one of "app", "framework", received "core"`],
  ["run", undefined, TypeError, `${whom}: "run" must be a function, received undefined`],
  ["timeoutMs", 0, RangeError, `${whom}: "timeoutMs" must be a finite number above 0, received 0`],
  ["onError", 5, TypeError, `${whom}: "onError" must be a function, received 5`],
  ["overlap", "wait", TypeError, `${whom}: "overlap" must be one of "skip", "queue", "allow", received "wait"`],
  ["queueLimit", 0, RangeError, `${whom}: "queueLimit" must be a whole number of at least 1, received 0`],
  ["queueLimit", 2, TypeError, `${whom}: "queueLimit" needs "overlap" to be "queue", and it is "skip"`],
  ["jitterMs", -1, RangeError, `${whom}: "jitterMs" must be a finite number of at least 0, received -1`],
  ["paused", 1, TypeError, `${whom}: "paused" must be true or false, received 1`],
  [
    "schedule",
    undefined,
    TypeError,
    `${whom}: "schedule" must be { everyMs }, { afterMs }, { at } or what cron() answers, received undefined`,
  ],
];

for (const [field, value, Fault, message] of refused) {
  Deno.test(`resolveJobOptions() refuses ${field} ${JSON.stringify(value)}`, () => {
    const error = assertThrows(() => resolveJobOptions({ ...least, [field]: value } as JobOptions), Fault);
    assertEquals(error.message, `Cannot ${message}`);
  });
}

Deno.test("resolveJobOptions() names the instance", () => {
  const options = { ...least, instance: "2", jitterMs: NaN };
  assertThrows(() => resolveJobOptions(options), RangeError, `Cannot schedule "shop[2]/tidy": "jitterMs"`);
});
