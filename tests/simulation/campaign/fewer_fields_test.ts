import { assertEquals } from "@std/assert";
import type { Scenario } from "@mainstay/supervisor/simulation";
import { withFewerFields } from "../../../src/simulation/campaign/fewer_fields.ts";

Deno.test("withFewerFields() leaves out one field after the other that may be, and keeps delays without jitter", () => {
  const scenario: Scenario = {
    name: "fields",
    horizonMs: 10,
    strategy: "one-for-all",
    defaults: { backoff: { baseMs: 1, jitter: "none" } },
    workers: [{
      name: "a",
      budget: { intensity: 3 },
      behaviour: { life: { kind: "fixed", ms: 1 }, script: [{ acts: [{ atMs: 1, do: "ready", reason: "warm" }] }] },
    }],
    faults: [{ kind: "crash", atMs: 1, workers: ["a"], error: { name: "E", message: "m" } }],
  };
  const text = JSON.stringify(scenario);
  const without = (...changes: [string, string][]) =>
    JSON.parse(changes.reduce((sum, [from, to]) => sum.replace(from, to), text));

  assertEquals([...withFewerFields(scenario)], [
    without(['"strategy":"one-for-all",', ""]),
    without(['"baseMs":1,', ""]),
    without(['"baseMs":1,', ""]),
    without(['"baseMs":1,', ""]),
    without(['"budget":{"intensity":3},', ""]),
    (({ workers: [{ behaviour: _, ...a }], ...rest }) => ({ ...rest, workers: [a] }))(without()),
    without(['"intensity":3', ""]),
    without(['"life":{"kind":"fixed","ms":1},', ""]),
    without([',"reason":"warm"', ""]),
    without([',"error":{"name":"E","message":"m"}', ""]),
    without([',"message":"m"', ""]),
  ]);
});
