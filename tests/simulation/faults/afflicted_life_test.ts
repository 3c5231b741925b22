import { assertEquals } from "@std/assert";
import type { Behaviour, Scenario } from "@mainstay/supervisor/simulation";
import { castOf } from "../../../src/simulation/cast.ts";
import type { Fault } from "../../../src/simulation/faults/fault.ts";
import { planLife, stopOf } from "../../../src/simulation/life_plan.ts";
import { failedCleanUp } from "../../../src/simulation/stop_plan.ts";

interface Given {
  readonly behaviour?: Behaviour;
  readonly faults?: readonly Fault[];
  readonly recovery?: Scenario["recovery"];
  readonly startMs?: number;
  readonly chance?: number;
}

function planOf({ behaviour = {}, faults = [], recovery, startMs = 0, chance = 0.5 }: Given) {
  const { members } = castOf({
    name: "plan",
    horizonMs: 10_000,
    workers: [{ name: "a", behaviour }],
    faults,
    recovery,
  });
  return planLife(members[0]!, 1, startMs, () => 0.5, () => chance);
}

const deedsOf = (given: Given) => planOf(given).acts.map((act) => [act.atMs, act.do]);
const stopsOf = (given: Given, ...times: readonly number[]) => times.map((atMs) => stopOf(planOf(given), atMs));
const spell = { fromMs: 1_000, toMs: 2_000 };
const ready = (ms: number): Behaviour => ({ readyAfter: { kind: "fixed", ms } });

for (
  const [startMs, deeds] of [[999, [[1_000, "crash"]]], [1_000, []], [1_001, []]] as const
) {
  Deno.test(`planLife() of a start at ${startMs} ms meets a crash at 1000 ms`, () => {
    assertEquals(deedsOf({ faults: [{ kind: "crash", atMs: 1_000 }], startMs }), deeds);
  });
}

for (
  const [startMs, deeds] of [[999, []], [1_000, [[1_000, "crash"]]], [1_999, [[1_999, "crash"]]], [2_000, []]] as const
) {
  Deno.test(`planLife() of a start at ${startMs} ms meets crashes in the start from 1 s until 2 s`, () => {
    assertEquals(deedsOf({ faults: [{ kind: "crash-in-start", ...spell }], startMs }), deeds);
  });
}

Deno.test("planLife() crashes a cascade one after the other, what a path stands for together", () => {
  const scenario: Scenario = {
    name: "cascade",
    horizonMs: 10_000,
    workers: [{ name: "db" }, { name: "api", count: 2 }],
    faults: [{ kind: "cascade", atMs: 1_000, workers: ["db", "api"], delayMs: 250 }],
  };

  const crashes = castOf(scenario).members.map((member) => {
    const { acts } = planLife(member, 1, 0, () => 0.5, () => 0.5);
    return [member.name, acts[0]!.atMs, acts[0]!.error!.name];
  });

  assertEquals(crashes, [["db", 1_000, "CascadeFault"], ["api-1", 1_250, "CascadeFault"], [
    "api-2",
    1_250,
    "CascadeFault",
  ]]);
});

for (
  const [ms, deeds] of [[999, [[999, "ready"]]], [1_000, [[2_000, "ready"]]], [1_999, [[2_000, "ready"]]], [2_000, [[
    2_000,
    "ready",
  ]]]] as const
) {
  Deno.test(`planLife() that would be ready at ${ms} ms hangs from 1 s until 2 s`, () => {
    assertEquals(deedsOf({ behaviour: ready(ms), faults: [{ kind: "hang", ...spell }] }), deeds);
  });
}

Deno.test("planLife() lets who hangs stop when that is over, and at once before and after", () => {
  assertEquals(
    stopsOf({ faults: [{ kind: "hang", ...spell }] }, 999, 1_000, 1_999, 2_000),
    [{}, { endsAfterMs: 1_000 }, { endsAfterMs: 1 }, {}],
  );
});

Deno.test("planLife() lets who ignores a stop go on, and end when that is over", () => {
  assertEquals(
    stopsOf({ faults: [{ kind: "ignored-stop", ...spell }] }, 999, 1_500, 2_000),
    [{}, { goesOnUntilMs: 2_000, endsAfterMs: 500 }, {}],
  );
});

Deno.test("planLife() lets who took no notice clean up after that", () => {
  const behaviour: Behaviour = { onStop: { takesMs: 30 } };

  assertEquals(stopsOf({ behaviour, faults: [{ kind: "hang", ...spell }] }, 1_500), [{ endsAfterMs: 530 }]);
  assertEquals(
    stopsOf(
      { behaviour, faults: [{ kind: "ignored-stop", ...spell }, { kind: "slow-stop", ...spell, byMs: 4 }] },
      1_500,
    ),
    [{ goesOnUntilMs: 2_000, endsAfterMs: 534 }],
  );
});

Deno.test("planLife() fails at the end of its clean-up while crashes in the stop last", () => {
  const faults: Fault[] = [{ kind: "crash-in-stop", ...spell }];

  assertEquals(stopsOf({ faults }, 999, 1_000, 2_000), [{}, { error: failedCleanUp }, {}]);
  assertEquals(
    stopsOf(
      { behaviour: { onStop: { takesMs: 30 } }, faults: [...faults, { kind: "slow-stop", ...spell, byMs: 4 }] },
      1_500,
    ),
    [{ endsAfterMs: 34, error: failedCleanUp }],
  );
});

Deno.test("planLife() is struck in its clean-up too", () => {
  const behaviour: Behaviour = { onStop: { takesMs: 3_000 } };
  const error = { name: "CrashFault" };

  assertEquals(
    stopsOf({ behaviour, faults: [{ kind: "crash", atMs: 1_000, error }] }, 500, 1_000),
    [{ endsAfterMs: 500, error }, { endsAfterMs: 3_000 }],
  );
  assertEquals(
    stopsOf({ behaviour, faults: [{ kind: "outage", ...spell }] }, 500),
    [{ endsAfterMs: 500, error: { name: "OutageFault" } }],
  );
  assertEquals(
    stopsOf({ behaviour, faults: [{ kind: "hang", ...spell }, { kind: "hang", fromMs: 3_600, toMs: 3_700 }] }, 500),
    [{ endsAfterMs: 4_100 }],
  );
  assertEquals(stopsOf({ behaviour, faults: [{ kind: "crash", atMs: 3_500, error }] }, 500), [{ endsAfterMs: 3_000 }]);
});

Deno.test("planLife() takes longer to stop while slow stops last, by all of them together", () => {
  const faults: Fault[] = [
    { kind: "slow-stop", ...spell, byMs: 100 },
    { kind: "slow-stop", fromMs: 1_500, toMs: 3_000, byMs: 20 },
  ];

  assertEquals(
    stopsOf({ behaviour: { onStop: { takesMs: 3 } }, faults }, 999, 1_000, 1_500, 2_000),
    [{ endsAfterMs: 3 }, { endsAfterMs: 103 }, { endsAfterMs: 123 }, { endsAfterMs: 23 }],
  );
});

Deno.test("planLife() is ready later while slow starts last", () => {
  const faults: Fault[] = [{ kind: "slow-start", ...spell, byMs: 400 }];

  assertEquals(deedsOf({ behaviour: ready(5), faults, startMs: 1_000 }), [[1_405, "ready"]]);
  assertEquals(deedsOf({ behaviour: ready(5), faults, startMs: 999 }), [[1_004, "ready"]]);
});

Deno.test("planLife() that is ready later than it lives is never ready", () => {
  const behaviour: Behaviour = { ...ready(5), life: { kind: "fixed", ms: 300 } };

  assertEquals(deedsOf({ behaviour, faults: [{ kind: "slow-start", ...spell, byMs: 400 }], startMs: 1_000 }), [[
    1_300,
    "crash",
  ]]);
});

Deno.test("planLife() loses its readiness, and has it again", () => {
  const faults: Fault[] = [{ kind: "lost-readiness", ...spell }];

  assertEquals(deedsOf({ behaviour: ready(5), faults }), [[5, "ready"], [1_000, "not-ready"], [2_000, "ready"]]);
  assertEquals(deedsOf({ behaviour: ready(1_500), faults }), [[2_000, "ready"]]);
  assertEquals(deedsOf({ behaviour: {}, faults }), [[1_000, "not-ready"], [2_000, "ready"]]);
  assertEquals(deedsOf({ behaviour: {}, faults, startMs: 1_500 }), []);
});

for (const [chance, atMs] of [[0, 1_000], [0.74, 1_000], [0.76, 1_100], [0.9376, 1_200]] as const) {
  Deno.test(`planLife() of flaky calls, three of four of which fail, fails at ${atMs} ms with a chance of ${chance}`, () => {
    const faults: Fault[] = [{ kind: "flaky-calls", ...spell, everyMs: 100, share: 0.75 }];

    assertEquals(deedsOf({ faults, chance, startMs: 700 }), [[atMs, "crash"]]);
  });
}

Deno.test("planLife() of flaky calls passes when all calls of the time do", () => {
  const faults: Fault[] = [{ kind: "flaky-calls", ...spell, everyMs: 400, share: 0.1 }];

  assertEquals(deedsOf({ faults, chance: 0.9999 }), []);
});

Deno.test("planLife() takes the first of several crashes, with its error", () => {
  const { acts } = planOf({
    faults: [{ kind: "crash", atMs: 900, error: { name: "Late" } }, {
      kind: "crash",
      atMs: 300,
      error: { name: "Early" },
    }],
  });

  assertEquals(acts, [{ atMs: 300, do: "crash", error: { name: "Early" } }]);
});

const recovery = { fromMs: 1_500, withinMs: 1_000 };

Deno.test("planLife() does nothing wrong any more once all has healed", () => {
  const script = (acts: NonNullable<Behaviour["script"]>[number]["acts"]) => ({ script: [{ acts }] });

  assertEquals(deedsOf({ behaviour: { life: { kind: "fixed", ms: 1_500 } }, recovery }), []);
  assertEquals(deedsOf({ behaviour: { life: { kind: "fixed", ms: 1_499 } }, recovery }), [[1_499, "crash"]]);
  assertEquals(deedsOf({ behaviour: { life: { kind: "fixed", ms: 1_500 }, end: "return" }, recovery }), [[
    1_500,
    "return",
  ]]);
  assertEquals(deedsOf({ behaviour: script([{ atMs: 3_000, do: "hang" }]), recovery }), []);
  assertEquals(deedsOf({ behaviour: script([{ atMs: 10, do: "not-ready" }]), recovery }), [[10, "not-ready"], [
    1_500,
    "ready",
  ]]);
  assertEquals(deedsOf({ faults: [{ kind: "crash", atMs: 1_500 }], recovery }), []);
  assertEquals(deedsOf({ faults: [{ kind: "lost-readiness", fromMs: 1_000, toMs: 9_000 }], recovery }), [
    [1_000, "not-ready"],
    [1_500, "ready"],
  ]);
});

Deno.test("planLife() lets who hung, or took no notice, stop when all has healed", () => {
  const hung: Behaviour = { script: [{ acts: [{ atMs: 100, do: "hang" }] }] };

  assertEquals(planOf({ behaviour: hung, recovery }).hangsUntilMs, 1_500);
  assertEquals(planOf({ behaviour: hung }).hangsUntilMs, undefined);
  assertEquals(stopsOf({ behaviour: { onStop: "ignore" }, recovery }, 1_000, 1_500), [
    { goesOnUntilMs: 1_500, endsAfterMs: 500 },
    {},
  ]);
  assertEquals(stopsOf({ behaviour: { onStop: "throw" }, recovery }, 1_000, 1_500), [{ error: failedCleanUp }, {}]);
});

Deno.test("planLife() of a hang of its own is struck by nothing else, whether it heals or not", () => {
  const behaviour: Behaviour = { script: [{ acts: [{ atMs: 100, do: "hang" }] }] };
  const faults: Fault[] = [{ kind: "crash", atMs: 1_000 }];

  assertEquals(deedsOf({ behaviour, faults }), [[100, "hang"]]);
  assertEquals(deedsOf({ behaviour, faults, recovery }), [[100, "hang"]]);
});

Deno.test("planLife() is ready when it would have crashed, once all has healed, if it says so at all", () => {
  const behaviour: Behaviour = { ...ready(100), script: [{ acts: [{ atMs: 2_000, do: "crash" }] }] };

  assertEquals(deedsOf({ behaviour, recovery }), [[2_000, "ready"]]);
  assertEquals(deedsOf({ behaviour: { script: behaviour.script }, recovery }), []);
});

Deno.test("planLife() becomes ready though it would have crashed before, once all has healed", () => {
  const behaviour: Behaviour = { ...ready(2_000), life: { kind: "fixed", ms: 1_000 } };

  assertEquals(deedsOf({ behaviour, recovery, startMs: 499 }), [[1_499, "crash"]]);
  assertEquals(deedsOf({ behaviour, recovery, startMs: 500 }), [[2_500, "ready"]]);
});

Deno.test("planLife() of calls of which next to none fails goes on", () => {
  const faults: Fault[] = [{ kind: "flaky-calls", ...spell, everyMs: 1, share: 1e-17 }];

  assertEquals(deedsOf({ faults, chance: 0.9 }), []);
});
