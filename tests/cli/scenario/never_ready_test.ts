import { assertEquals } from "@std/assert";
import { neverReadyNote } from "../../../cli/scenario/never_ready.ts";
import { type Scenario, type ScenarioWorker, simulate } from "@mainstay/supervisor/simulation";

const startupTimeoutMs = 10_000;
const readyAfter = { kind: "fixed", ms: 1_000 } as const;
const life = { kind: "fixed", ms: 60_000 } as const;
const noted = (fields: Omit<Scenario, "name" | "horizonMs">) =>
  neverReadyNote({ name: "noted", horizonMs: 60_000, ...fields });
const ofOne = (name: string) =>
  `note: ${name} is never up: it has a "startupTimeoutMs", and no "readyAfter" in its behaviour says when it is ready`;

const workers: readonly (readonly [what: string, worker: ScenarioWorker, isNoted: boolean])[] = [
  ["a limit alone", { name: "a", startupTimeoutMs }, true],
  ["a limit without an end", { name: "a", startupTimeoutMs: Infinity }, true],
  ["a limit and a life", { name: "a", startupTimeoutMs, behaviour: { life } }, true],
  ["a limit and readyAfter", { name: "a", startupTimeoutMs, behaviour: { life, readyAfter } }, false],
  ["a limit and a script", { name: "a", startupTimeoutMs, behaviour: { script: [{ acts: [] }] } }, false],
  ["no limit", { name: "a", behaviour: { life } }, false],
];

for (const [what, worker, isNoted] of workers) {
  Deno.test(`neverReadyNote() ${isNoted ? "names" : "leaves out"} a worker with ${what}`, () => {
    assertEquals(noted({ workers: [worker] }), isNoted ? ofOne("a") : undefined);
  });
}

Deno.test("neverReadyNote() knows the limits that a group's defaults give, and that a group's own is not its workers'", () => {
  const group = (name: string, fields: Partial<ScenarioWorker>, defaults: Scenario["defaults"]) => ({
    name,
    ...fields,
    group: { defaults, workers: [{ name: "w" }] },
  });

  assertEquals(noted({ workers: [group("g", {}, { startupTimeoutMs })] }), ofOne("g/w"));
  assertEquals(noted({ workers: [group("g", { startupTimeoutMs }, {})] }), undefined);
  assertEquals(noted({ defaults: { startupTimeoutMs }, workers: [group("g", {}, {})] }), ofOne("g/w"));
});

Deno.test("neverReadyNote() names three at most", () => {
  assertEquals(
    noted({ defaults: { startupTimeoutMs }, workers: [{ name: "a", count: 1_003 }] }),
    'note: a-1, a-2, a-3 and 1,000 more are never up: they have a "startupTimeoutMs", and no "readyAfter" in their behaviour says when ' +
      "they are ready",
  );
});

Deno.test("neverReadyNote() leaves out who was ready in a run, and who was never started", async () => {
  const scenario: Scenario = {
    name: "run",
    horizonMs: 60_000,
    defaults: { startupTimeoutMs },
    workers: [
      { name: "silent" },
      { name: "blocked", dependsOn: ["silent"] },
      { name: "ready", behaviour: { readyAfter } },
    ],
  };
  const { events } = await simulate(scenario, { engine: "policy" });

  assertEquals(neverReadyNote(scenario, events), ofOne("silent"));
  assertEquals(neverReadyNote(scenario, events.filter(({ type }) => type !== "started")), undefined);
  const ready = events.map((event) => event.type === "startup-timeout" ? { ...event, type: "ready" as const } : event);
  assertEquals(neverReadyNote(scenario, ready), undefined);
});
