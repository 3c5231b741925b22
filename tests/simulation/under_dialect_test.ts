import { assertEquals, assertThrows } from "@std/assert";
import { dialect, dialectNames } from "@mainstay/supervisor";
import { checkScenario, type Scenario, simulate, underDialect } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";

const crash = { life: { kind: "fixed", ms: 2_000 } } as const;

const rich: Scenario = {
  name: "rich",
  horizonMs: 60_000,
  graceMs: 20_000,
  dialect: "suture",
  strategy: "one-for-all",
  budget: { intensity: 7 },
  autoShutdown: "all-significant",
  startOrder: "sequential",
  stopOrder: "parallel",
  onStartFailure: "fail",
  defaults: { restart: "never", startupTimeoutMs: 4_000, graceMs: 3_000, fatal: ["FatalError"] },
  workers: [
    { name: "a", significant: true, backoff: { baseMs: 7 }, clean: ["CleanError"], behaviour: crash },
    {
      name: "g",
      graceMs: 9_000,
      onExhausted: "escalate",
      group: { budget: { intensity: 3 }, keepAlive: true, workers: [{ name: "w", minUptimeMs: 5, behaviour: crash }] },
    },
  ],
  operations: [
    { atMs: 5, do: "start", worker: { name: "late", restart: "always", behaviour: crash } },
    { atMs: 6, do: "stop", worker: "g/w" },
  ],
  stopAtMs: 50_000,
  expect: ["give-ups == 0"],
};

Deno.test("underDialect() keeps what is done and drops what a supervisor decides", () => {
  const kept = { startupTimeoutMs: 4_000, graceMs: 3_000 };
  assertEquals(underDialect(rich, "systemd"), {
    name: "rich",
    horizonMs: 60_000,
    graceMs: 20_000,
    dialect: "systemd",
    strategy: "one-for-all",
    defaults: kept,
    workers: [
      { name: "a", behaviour: crash },
      {
        name: "g",
        graceMs: 9_000,
        group: { dialect: "systemd", keepAlive: true, defaults: kept, workers: [{ name: "w", behaviour: crash }] },
      },
    ],
    operations: [
      { atMs: 5, do: "start", worker: { name: "late", behaviour: crash } },
      { atMs: 6, do: "stop", worker: "g/w" },
    ],
    stopAtMs: 50_000,
    expect: ["give-ups == 0"],
  });
});

Deno.test("underDialect() keeps significance under otp, with the restart rule of whoever is significant", () => {
  const { autoShutdown, workers: [a] } = underDialect(rich, "otp");

  assertEquals([autoShutdown, a], [
    "all-significant",
    { name: "a", behaviour: crash, significant: true, restart: "never" },
  ]);
});

for (const name of dialectNames) {
  Deno.test(`underDialect() makes a scenario that ${name} can run`, () => {
    checkScenario(underDialect(rich, name));
  });

  Deno.test(`underDialect() resolves every policy and rule as ${name} has it`, () => {
    const { defaults, budget } = dialect(name);
    const { members, groups } = castOf(
      underDialect({ ...rich, autoShutdown: undefined, workers: [rich.workers[1]!] }, name),
    );
    const { policy } = members[0]!;

    assertEquals([policy.restart, policy.graceMs], [defaults.restart, 3_000] as unknown[]);
    assertEquals(groups[1]!.rules.budget?.intensity, budget?.intensity);
  });
}

Deno.test("underDialect() refuses a name that no dialect has", () => {
  assertThrows(() => underDialect(rich, "erlang" as "otp"), TypeError, '"name" must be one of "otp"');
});

Deno.test("underDialect() answers how each supervisor would have handled a worker that always crashes", async () => {
  const flapping: Scenario = { name: "flapping", horizonMs: 600_000, workers: [{ name: "a", behaviour: crash }] };

  const starts = await Promise.all(dialectNames.map(async (name) => {
    const { metrics } = await simulate(underDialect(flapping, name), { seed: 1 });
    return [name, metrics.group.starts];
  }));

  assertEquals(starts, [
    ["otp", 2], // a second restart within 5 s is one too many
    ["suture", 136], // 6 starts, 2 s each, then a pause of 15 s
    ["systemd", 286], // one start in 2.1 s: never 5 in 10 s
    ["kubernetes", 7], // 0, 10, 20, 40, 80 and 160 s between them
    ["akka", 21], // 3, 6, 12, 24, then 30 s and up to a fifth more
    ["supervisord", 301], // at once, as it was up for more than a second
  ]);
});
