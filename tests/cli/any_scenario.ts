import fc from "fast-check";
import { faultKinds } from "../../src/simulation/faults/fault.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";

const ms = fc.oneof(fc.nat(10_000), fc.nat(1e10));
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => text.replace(/\p{Control}/gu, "") || "x"),
  fc.constantFrom("null", "true", "1", "1h", "~", "#", "a: b", "'", '"', "[", "日本", "2020-01-01", "- a"),
);
const maybe = <T>(fields: Record<string, fc.Arbitrary<T>>, requiredKeys: string[] = []) =>
  fc.record(fields, { requiredKeys });

const span = fc.oneof(
  fc.record({ kind: fc.constant("fixed"), ms }),
  fc.record({ kind: fc.constant("uniform"), minMs: ms, maxMs: ms }),
  fc.record({ kind: fc.constant("exponential"), meanMs: ms }),
  fc.record({
    kind: fc.constant("weibull"),
    shape: fc.integer({ min: 1, max: 30 }).map((tenths) => tenths / 8),
    scaleMs: ms,
  }),
);
const error = maybe<unknown>({ name, message: name }, ["name"]);
const onStop = fc.oneof(fc.constantFrom("at-once", "ignore", "throw"), fc.record({ takesMs: ms }));
const act = maybe<unknown>({
  atMs: ms,
  do: fc.constantFrom("ready", "not-ready", "crash", "return", "hang"),
  error,
  reason: name,
}, ["atMs", "do"]);
const life = maybe<unknown>({ acts: fc.array(act, { maxLength: 3 }), onStop }, ["acts"]);
const behaviour = maybe<unknown>({
  life: span,
  end: fc.constantFrom("crash", "return"),
  error,
  readyAfter: span,
  onStop,
  script: fc.array(life, { maxLength: 3 }),
  afterScript: fc.constantFrom("life", "repeat-last", "start-over"),
});
const orUnlimited = (arbitrary: fc.Arbitrary<number>) => fc.oneof({ weight: 5, arbitrary }, fc.constant(Infinity));
const limits = {
  intensity: orUnlimited(fc.nat(100)),
  periodMs: ms,
  window: fc.constantFrom("sliding", "whole-seconds", "tumbling", "decay", "in-a-row"),
};
const policy = {
  restart: fc.constantFrom("on-failure", "always", "never", "permanent", "transient", "temporary"),
  backoff: maybe<unknown>({
    baseMs: ms,
    multiplier: fc.integer({ min: 8, max: 40 }).map((eighths) => eighths / 8),
    maxMs: ms,
    jitter: fc.constantFrom("none", "full", "equal", "decorrelated", "proportional"),
    curve: fc.constantFrom("exponential", "linear"),
    firstMs: ms,
    jitterFactor: fc.nat(3),
  }),
  budget: maybe<unknown>({ ...limits, counts: fc.constantFrom("restarts", "starts"), resetWhenHealthy: fc.boolean() }),
  onExhausted: fc.constantFrom("cooldown", "give-up", "escalate"),
  cooldownMs: ms,
  maxCooldowns: fc.nat(9),
  healthyAfterMs: orUnlimited(ms),
  restartHealthy: fc.constantFrom("backoff", "at-once"),
  minUptimeMs: ms,
  startupTimeoutMs: orUnlimited(ms),
  graceMs: orUnlimited(ms),
  fatal: fc.array(name, { maxLength: 2 }),
  nonRetryable: fc.array(name, { maxLength: 2 }),
  clean: fc.array(name, { maxLength: 2 }),
};
const dependence = {
  dependsOn: fc.array(name, { maxLength: 2 }),
  onDependencyFailure: fc.constantFrom("stay", "restart"),
};
const order = fc.constantFrom("sequential", "parallel");
const rules = {
  dialect: fc.constantFrom("otp", "suture", "systemd", "kubernetes", "akka", "supervisord"),
  strategy: fc.constantFrom("one-for-one", "one-for-all", "rest-for-one"),
  defaults: maybe<unknown>(policy),
  budget: maybe<unknown>({ ...limits, onExhausted: fc.constantFrom("escalate", "pause"), pauseMs: ms }),
  autoShutdown: fc.constantFrom("never", "any-significant", "all-significant"),
  startOrder: order,
  stopOrder: order,
  onStartFailure: fc.constantFrom("restart", "fail"),
  terminateTree: fc.constantFrom("propagate", "contain"),
  maxChildren: orUnlimited(fc.nat(100)),
  keepAlive: fc.boolean(),
};
const { worker } = fc.letrec((tie) => ({
  group: fc.record({ workers: fc.array(tie("worker"), { maxLength: 2, depthIdentifier: "tree" }) }).chain((group) =>
    maybe<unknown>(rules).map((own) => ({ ...own, ...group }))
  ),
  worker: fc.oneof(
    { depthIdentifier: "tree", depthSize: "small" },
    maybe<unknown>({
      name,
      count: fc.integer({ min: 1, max: 9 }),
      significant: fc.boolean(),
      ...dependence,
      ...policy,
      behaviour,
    }, ["name"]),
    maybe<unknown>({ name, ...dependence, ...policy, group: tie("group") }, ["name", "group"]),
  ),
}));
const operation = maybe<unknown>({
  atMs: ms,
  do: fc.constantFrom("start", "stop", "restart", "remove"),
  worker: fc.oneof(name, worker),
  in: name,
}, ["atMs", "do", "worker"]);
const outage = maybe<unknown>({
  name,
  fromMs: ms,
  toMs: ms,
  workers: fc.array(name, { maxLength: 2 }),
  error,
  crashAfterMs: ms,
}, ["name", "fromMs", "toMs"]);
const workers = fc.array(name, { maxLength: 2 });
const spell = { fromMs: ms, toMs: ms };
const share = fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8);
const fault = fc.oneof(
  maybe<unknown>({ kind: fc.constantFrom("crash", "crash-burst"), atMs: ms, workers, error }, ["kind", "atMs"]),
  fc.record({ kind: fc.constant("cascade"), atMs: ms, workers, delayMs: ms }),
  maybe<unknown>({
    kind: fc.constantFrom("crash-in-start", "crash-in-stop", "hang", "ignored-stop", "lost-readiness", "outage"),
    ...spell,
    workers,
  }, ["kind", "fromMs", "toMs"]),
  maybe<unknown>({ kind: fc.constantFrom("slow-start", "slow-stop"), ...spell, byMs: ms, workers }, [
    "kind",
    "fromMs",
    "toMs",
    "byMs",
  ]),
  maybe<unknown>({ kind: fc.constant("flaky-calls"), ...spell, everyMs: ms, share, workers }, [
    "kind",
    "fromMs",
    "toMs",
    "everyMs",
    "share",
  ]),
  fc.record({ kind: fc.constant("stall"), atMs: ms, forMs: ms }),
  fc.record({
    kind: fc.constant("wall-clock-jump"),
    atMs: ms,
    byMs: fc.tuple(ms, fc.boolean()).map(([by, back]) => back && by > 0 ? -by : by),
  }),
  fc.record({ kind: fc.constant("throwing-observer"), ...spell }),
);
const rule = fc.oneof(
  fc.constant(true),
  maybe<unknown>({ probability: share, perHour: fc.nat(90), minMs: ms, maxMs: ms, workers }),
);
const range = (each: fc.Arbitrary<number>) => fc.record({ min: each, max: each });
const positive = fc.integer({ min: 1, max: 9 });
const chaos = maybe<unknown>({
  faults: maybe<unknown>(Object.fromEntries(faultKinds.map((kind) => [kind, rule]))),
  mostFaults: fc.nat(200),
  count: range(positive),
  policies: maybe<unknown>({
    intensity: range(fc.nat(9)),
    periodMs: range(ms),
    baseMs: range(ms),
    multiplier: range(positive),
    maxMs: range(ms),
    jitter: fc.subarray(["none", "full", "equal"], { minLength: 1 }),
    onExhausted: fc.subarray(["cooldown", "give-up", "escalate"], { minLength: 1 }),
    cooldownMs: range(ms),
    maxCooldowns: range(fc.nat(9)),
    graceMs: range(ms),
    healthyAfterMs: range(ms),
  }),
});

/** Any scenario that a file may hold; whether its workers' names and times go together is not asked. */
export const anyScenario: fc.Arbitrary<Scenario> = maybe<unknown>({
  name,
  description: name,
  horizonMs: ms,
  graceMs: orUnlimited(ms),
  ...rules,
  workers: fc.array(worker, { minLength: 1, maxLength: 3 }),
  outages: fc.array(outage, { maxLength: 2 }),
  faults: fc.array(fault, { maxLength: 3 }),
  chaos,
  recovery: fc.record({ fromMs: ms, withinMs: ms }),
  operations: fc.array(operation, { maxLength: 2 }),
  stopAtMs: ms,
  expect: fc.array(name, { maxLength: 2 }),
}, ["name", "horizonMs", "workers"]) as unknown as fc.Arbitrary<Scenario>;
