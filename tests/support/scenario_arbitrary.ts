import fc from "fast-check";
import type {
  Act,
  Behaviour,
  Operation,
  Outage,
  Scenario,
  ScenarioGroup,
  ScenarioPolicy,
  ScenarioWorker,
  ScriptedLife,
  Span,
} from "@mainstay/supervisor/simulation";

/** Times on a coarse grid, so that many things happen at the same instant: ties are where engines and orders differ. */
const fractionsMs = fc.constantFrom(0.1, 0.2, 0.7, 0.9, 333.3, 1000 / 3);
const gridMs = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => n * 250) }, fractionsMs);
const somewhatMs = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => n * 250) },
  fractionsMs,
);

const span: fc.Arbitrary<Span> = fc.oneof(
  fc.record({ kind: fc.constant("fixed" as const), ms: gridMs }),
  fc.tuple(gridMs, gridMs).map(([a, b]) => ({
    kind: "uniform" as const,
    minMs: Math.min(a, b),
    maxMs: Math.max(a, b),
  })),
  fc.record({ kind: fc.constant("exponential" as const), meanMs: somewhatMs }),
  fc.record({ kind: fc.constant("weibull" as const), shape: fc.constantFrom(0.5, 1, 2), scaleMs: somewhatMs }),
);

const error = fc.record({
  name: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("Error", "FatalError", "PoisonError") },
    fc.constantFrom("CleanError", "ShutdownError", "DoNotRestartError", "TerminateTreeError"),
  ),
  message: fc.constantFrom("", "no {braces}"),
});

const onStop = fc.oneof(
  { weight: 4, arbitrary: fc.constant("at-once" as const) },
  fc.constantFrom("ignore" as const, "throw" as const),
  fc.record({ takesMs: gridMs }),
);

const act: fc.Arbitrary<Act> = fc.record(
  {
    atMs: gridMs,
    do: fc.constantFrom("ready" as const, "not-ready" as const, "crash" as const, "return" as const, "hang" as const),
    error,
  },
  { requiredKeys: ["atMs", "do"] },
);

const scriptedLife: fc.Arbitrary<ScriptedLife> = fc.record(
  {
    acts: fc.array(act, { maxLength: 4 }).map((acts) => {
      const sorted = acts.toSorted((a, b) => a.atMs - b.atMs);
      const last = sorted.findIndex((each) => each.do === "crash" || each.do === "return" || each.do === "hang");
      return last < 0 ? sorted : sorted.slice(0, last + 1);
    }),
    onStop,
  },
  { requiredKeys: ["acts"] },
);

const behaviour: fc.Arbitrary<Behaviour> = fc.record(
  {
    life: span,
    end: fc.constantFrom("crash" as const, "return" as const),
    error,
    readyAfter: span,
    onStop,
    script: fc.array(scriptedLife, { minLength: 1, maxLength: 3 }),
    afterScript: fc.constantFrom("life" as const, "repeat-last" as const, "start-over" as const),
  },
  { requiredKeys: [] },
);

const windows = fc.constantFrom(
  "sliding" as const,
  "whole-seconds" as const,
  "tumbling" as const,
  "decay" as const,
  "in-a-row" as const,
);

const orInfinity = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.oneof({ weight: 6, arbitrary }, fc.constant(Infinity));

const intensity = orInfinity(fc.integer({ min: 0, max: 6 }));

/** A policy under which a worker lives on for a while: most others are at their end after the first crash. */
const lenient: fc.Arbitrary<ScenarioPolicy> = fc.record(
  {
    backoff: fc.record({ baseMs: fc.constantFrom(0, 100, 250, 1_000), maxMs: fc.constantFrom(250, 1_000) }),
    budget: fc.record({ intensity: fc.constantFrom(5, 50), periodMs: fc.constantFrom(1_000, 20_000) }),
    onExhausted: fc.constantFrom("cooldown" as const, "escalate" as const),
    cooldownMs: somewhatMs,
    graceMs: gridMs,
  },
  { requiredKeys: ["backoff"] },
);

const anyPolicy: fc.Arbitrary<ScenarioPolicy> = fc.record(
  {
    restart: fc.constantFrom(
      "on-failure" as const,
      "always" as const,
      "never" as const,
      "permanent" as const,
      "transient" as const,
      "temporary" as const,
    ),
    backoff: fc.record(
      {
        baseMs: fc.constantFrom(0, 100, 250, 1_000),
        multiplier: fc.constantFrom(1, 1.5, 2),
        maxMs: fc.constantFrom(0, 250, 4_000, 30_000),
        jitter: fc.constantFrom(
          "none" as const,
          "full" as const,
          "equal" as const,
          "decorrelated" as const,
          "proportional" as const,
        ),
        curve: fc.constantFrom("exponential" as const, "linear" as const),
        firstMs: fc.constantFrom(0, 250),
      },
      { requiredKeys: [] },
    ),
    budget: fc.record(
      {
        intensity,
        periodMs: somewhatMs,
        window: windows,
        counts: fc.constantFrom("restarts" as const, "starts" as const),
        resetWhenHealthy: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    onExhausted: fc.constantFrom("cooldown" as const, "give-up" as const, "escalate" as const),
    cooldownMs: somewhatMs,
    maxCooldowns: fc.integer({ min: 0, max: 3 }),
    healthyAfterMs: orInfinity(gridMs),
    restartHealthy: fc.constantFrom("backoff" as const, "at-once" as const),
    minUptimeMs: gridMs,
    startupTimeoutMs: orInfinity(somewhatMs),
    graceMs: orInfinity(gridMs),
    fatal: fc.constant(["FatalError"]),
    nonRetryable: fc.constant(["PoisonError"]),
    clean: fc.constantFrom(["CleanError"], ["EscalationError"]),
  },
  { requiredKeys: [] },
);

/** A policy as data: every field may be missing. */
export const scenarioPolicy: fc.Arbitrary<ScenarioPolicy> = fc.oneof(anyPolicy, lenient);

type Rules = Omit<ScenarioGroup, "workers">;

const order = fc.constantFrom("sequential" as const, "parallel" as const);

const budget = fc.oneof(
  fc.record({ intensity, periodMs: somewhatMs, window: windows }, { requiredKeys: [] }),
  fc.record({
    intensity: fc.integer({ min: 0, max: 4 }),
    periodMs: somewhatMs,
    window: windows,
    onExhausted: fc.constant("pause" as const),
    pauseMs: gridMs,
  }),
);

const rules: fc.Arbitrary<Rules> = fc.record(
  {
    dialect: fc.option(
      fc.constantFrom(
        "otp" as const,
        "suture" as const,
        "systemd" as const,
        "kubernetes" as const,
        "akka" as const,
        "supervisord" as const,
      ),
      { nil: undefined, freq: 1 },
    ),
    strategy: fc.constantFrom("one-for-one" as const, "one-for-all" as const, "rest-for-one" as const),
    defaults: scenarioPolicy,
    budget,
    autoShutdown: fc.constantFrom("never" as const, "any-significant" as const, "all-significant" as const),
    startOrder: order,
    stopOrder: order,
    onStartFailure: fc.constantFrom("restart" as const, "fail" as const),
    terminateTree: fc.constantFrom("propagate" as const, "contain" as const),
    keepAlive: fc.boolean(),
  },
  { requiredKeys: [] },
).map(({ startOrder, ...rest }) =>
  rest.strategy === undefined || rest.strategy === "one-for-one" ? { ...rest, startOrder } : rest
);

/** Significant where its group and its policy allow it. */
const significance = (child: ScenarioWorker, wanted: boolean, { autoShutdown = "never" }: Rules): ScenarioWorker =>
  !wanted || autoShutdown === "never"
    ? child
    : { ...child, significant: true, restart: child.restart === "never" ? "never" : "on-failure" };

const count = fc.integer({ min: 1, max: 3 });

function child(name: string, around: Rules, depth: number): fc.Arbitrary<ScenarioWorker> {
  const leaf = fc.tuple(
    scenarioPolicy,
    fc.record({ behaviour, count }, { requiredKeys: ["behaviour"] }),
  ).map(([policy, rest]): ScenarioWorker => ({ name, ...policy, ...rest }));
  const nested = fc.tuple(scenarioPolicy, group(depth - 1)).map(([policy, group]): ScenarioWorker => ({
    name,
    ...policy,
    group,
  }));
  const either = depth === 0 ? leaf : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: nested });
  return fc.tuple(either, fc.boolean()).map(([made, wanted]) => significance(made, wanted, around));
}

function group(depth: number): fc.Arbitrary<ScenarioGroup> {
  return fc.oneof({ weight: 3, arbitrary: plainGroup(depth) }, { weight: 2, arbitrary: orderedGroup(depth) });
}

function plainGroup(depth: number): fc.Arbitrary<ScenarioGroup> {
  return rules.chain((own) =>
    fc.tuple(child("worker0", own, depth), child("worker1", own, depth), child("worker2", own, depth))
      .chain((all) => fc.subarray(all, { minLength: 1 }))
      .chain((workers) => maxChildren(workers).map((limit) => ({ ...own, ...limit, workers })))
  );
}

const failureRule = fc.constantFrom("stay" as const, "restart" as const);

/** What a child with dependencies says of them. */
const dependence = (names: readonly string[], minLength = 0): fc.Arbitrary<Partial<ScenarioWorker>> =>
  fc.record({ dependsOn: fc.subarray([...names], { minLength }), onDependencyFailure: failureRule }, {
    requiredKeys: ["dependsOn"],
  });

/** Readiness that comes and goes, at a start that has no limit more often than not. */
const unsteady: fc.Arbitrary<Partial<ScenarioWorker>> = fc.record({
  startupTimeoutMs: fc.constantFrom(1_000, Infinity),
  behaviour: fc.record({
    readyAfter: fc.record({ kind: fc.constant("fixed" as const), ms: fc.constantFrom(0, 250, 500) }),
    life: fc.oneof({ weight: 2, arbitrary: span }, fc.constant({ kind: "fixed" as const, ms: Infinity })),
    onStop,
    script: fc.array(
      fc.tuple(gridMs, somewhatMs, fc.option(somewhatMs, { nil: 0 })).map(([readyMs, lostAfterMs, againAfterMs]) => ({
        acts: [
          { atMs: readyMs, do: "ready" as const },
          { atMs: readyMs + lostAfterMs, do: "not-ready" as const },
          ...(againAfterMs === 0 ? [] : [{ atMs: readyMs + lostAfterMs + againAfterMs, do: "ready" as const }]),
        ],
      })),
      { minLength: 1, maxLength: 2 },
    ),
  }, { requiredKeys: ["readyAfter", "onStop"] }).map(({ life, ...rest }) =>
    life === undefined || (life.kind === "fixed" && life.ms === Infinity) ? rest : { ...rest, life }
  ),
});

/** A group whose children depend on each other, each on some of those that come before it in an order that is not that of their places. */
function orderedGroup(depth: number): fc.Arbitrary<ScenarioGroup> {
  return rules.chain(({ strategy: _, startOrder: _start, stopOrder: _stop, ...own }) => {
    const made = (name: string) =>
      fc.tuple(child(name, own, depth), fc.option(unsteady, { nil: undefined })).map(([made, other]) =>
        other === undefined || made.group !== undefined ? made : { ...made, ...other }
      );
    return fc.tuple(made("worker0"), made("worker1"), made("worker2"), made("worker3"))
      .chain((all) => fc.subarray(all, { minLength: 2 }))
      .chain((workers) =>
        fc.shuffledSubarray([...workers], { minLength: workers.length }).map((order) => ({ workers, order }))
      )
      .chain(({ workers, order }) => {
        const names = order.map(({ name }) => name);
        return fc.tuple(...names.map((_, index) => dependence(names.slice(0, index), index === 1 ? 1 : 0))).map((all) =>
          workers.map((worker) => ({ ...worker, ...all[names.indexOf(worker.name)]! }))
        );
      })
      .chain((workers) => maxChildren(workers).map((limit) => ({ ...own, ...limit, workers })));
  });
}

function maxChildren(workers: readonly ScenarioWorker[]): fc.Arbitrary<Pick<Rules, "maxChildren">> {
  const least = workers.reduce((sum, { count = 1 }) => sum + count, 0);
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    fc.constantFrom(0, 1).map((n) => ({ maxChildren: least + n })),
  );
}

/** The paths of all children, and those of the groups among them with their rules. */
function pathsOf(group: ScenarioGroup, around = ""): { paths: string[]; groups: [string, ScenarioGroup][] } {
  const parts = group.workers.flatMap(({ name, count = 1, group: nested }) =>
    Array.from({ length: count }, (_, n) => {
      const path = `${around}${name}${count === 1 ? "" : `-${n + 1}`}`;
      const inside = nested === undefined ? { paths: [], groups: [] } : pathsOf(nested, `${path}/`);
      const own: [string, ScenarioGroup][] = nested === undefined ? [] : [[path, nested]];
      return { paths: [path, ...inside.paths], groups: [...own, ...inside.groups] };
    })
  );
  return { paths: parts.flatMap(({ paths }) => paths), groups: parts.flatMap(({ groups }) => groups) };
}

const outages = (paths: readonly string[]): fc.Arbitrary<Outage[]> =>
  fc.array(
    fc.tuple(
      gridMs,
      somewhatMs,
      fc.record({
        workers: fc.subarray([...paths], { minLength: 1, maxLength: Math.min(2, paths.length) }),
        crashAfterMs: gridMs,
        error,
      }, {
        requiredKeys: [],
      }),
    ).map(([fromMs, forMs, rest]) => ({ name: "outage", fromMs, toMs: fromMs + forMs, ...rest })),
    { maxLength: 3 },
  );

/** Whom a new child of a group may depend on. */
function dependable({ workers, dialect, strategy, startOrder, stopOrder }: ScenarioGroup): string[] {
  const isOrdered = workers.some(({ dependsOn = [] }) => dependsOn.length > 0);
  const mayBeOrdered = (dialect === undefined || isOrdered) && (strategy === undefined || strategy === "one-for-one") &&
    startOrder !== "sequential" && stopOrder !== "sequential";
  return mayBeOrdered ? workers.map(({ name }) => name) : [];
}

const operations = (root: ScenarioGroup, { paths, groups }: ReturnType<typeof pathsOf>): fc.Arbitrary<Operation[]> => {
  const added = fc.constantFrom<[string | undefined, ScenarioGroup]>([undefined, root], ...groups)
    .chain(([path, group]) =>
      fc.tuple(child("extra", group, 1), dependence(dependable(group))).map(([worker, others]) => ({
        path,
        worker: { ...worker, ...others },
      }))
    );
  return fc.array(
    fc.record({
      atMs: gridMs,
      deed: fc.constantFrom("start" as const, "stop" as const, "restart" as const, "remove" as const),
      worker: fc.constantFrom(...paths, "extra"),
      added: fc.option(added, { nil: undefined }),
    }),
    { maxLength: 5 },
  ).map((all) => {
    const extras: string[] = [];
    return all.flatMap(({ atMs, deed, worker, added }, index): Operation[] => {
      if (added !== undefined) {
        const name = `extra${index}`;
        if (added.worker.count === undefined) extras.push(added.path === undefined ? name : `${added.path}/${name}`);
        return [{ atMs, do: "start", worker: { ...added.worker, name }, in: added.path }];
      }
      const path = worker === "extra" ? extras.at(-1) : worker;
      return path === undefined ? [] : [{ atMs, do: deed, worker: path }];
    });
  });
};

/** A valid scenario in which anything may happen, often at the same instant: groups in groups, dynamic children, all rules. */
export const scenarios: fc.Arbitrary<Scenario> = fc.integer({ min: 0, max: 2 }).chain(group).chain((root) => {
  const known = pathsOf(root);
  return fc.record(
    {
      outages: outages(known.paths),
      operations: operations(root, known),
      graceMs: gridMs,
      stopAtMs: gridMs,
    },
    { requiredKeys: [] },
  ).map((rest) => ({ name: "generated", horizonMs: 20_000, ...root, ...rest }));
});
