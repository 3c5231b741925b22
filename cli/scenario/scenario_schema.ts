import { z } from "zod";
import type { DialectName } from "../../src/core/dialect.ts";
import { defaultRules } from "../../src/core/group_plan.ts";
import { groupExhaustionRules } from "../../src/core/group_budget.ts";
import {
  budgetUnits,
  defaultPolicy,
  exhaustionRules,
  healthyRestarts,
  restartRules,
  type RestartWord,
} from "../../src/core/policy.ts";
import { defaultBudgetLimits } from "../../src/core/restart_budget.ts";
import { windowRules } from "../../src/core/restart_window.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { chaos, faults, recovery } from "./fault_schema.ts";
import {
  backoff,
  choice,
  count,
  type DeepReadonly,
  flag,
  limit,
  named,
  names,
  type Same,
  scriptedError,
  span,
  text,
  time,
  timeOrUnlimited,
} from "./schema_fields.ts";

const dialectNames = [
  "otp",
  "suture",
  "systemd",
  "kubernetes",
  "akka",
  "supervisord",
] as const satisfies readonly DialectName[];
const restartWords = ["permanent", "transient", "temporary"] as const satisfies readonly RestartWord[];

const onStop = z.union([
  z.enum(["at-once", "ignore", "throw"]),
  z.strictObject({ takesMs: time("How long it takes to end.") }),
], { error: 'one of "at-once", "ignore", "throw", or an object such as { "takesMs": "2s" }' })
  .meta({
    id: "onStop",
    description:
      "What a worker does when it is asked to stop: end at once, take no notice, throw, or end after a time.",
    default: "at-once",
  });

const act = z.strictObject({
  atMs: time("When, counted from the incarnation's start."),
  do: choice("What. Nothing follows crash, return or hang; who hangs takes no notice of being asked to stop.", [
    "ready",
    "not-ready",
    "crash",
    "return",
    "hang",
  ]),
  error: scriptedError.optional(),
  reason: text("What ready and not-ready say.").optional(),
}).meta({ id: "act", description: "Something that a worker does at a stated time after its start." });

const life = z.strictObject({
  acts: z.array(act, { error: "a list of acts" }).meta({
    description: "In the order of their times. After the last, it runs on.",
  }),
  onStop: onStop.optional(),
}).meta({ id: "life", description: "One incarnation, act by act." });

const behaviour = z.strictObject({
  life: span.meta({ description: "How long an incarnation lives by itself; for ever unless given." }).optional(),
  end: choice("How such a life ends.", ["crash", "return"], "crash").optional(),
  error: scriptedError.meta({ description: "What it throws when it crashes." }).optional(),
  readyAfter: span.meta({
    description:
      "How long after its start it says that it is ready; never unless given, so that a worker with a startupTimeoutMs is never up. " +
      "A worker without one is ready at its start.",
  })
    .optional(),
  onStop: onStop.optional(),
  script: z.array(life, { error: "a list of lives" }).meta({ description: "The first incarnations, one by one." })
    .optional(),
  afterScript: choice("What comes after the script.", ["life", "repeat-last", "start-over"], "life").optional(),
}).meta({ id: "behaviour", description: "How a worker behaves. An empty one runs until it is asked to stop." });

const budget = {
  intensity: limit(
    `How many restarts the window may hold; with a fraction for the window "decay" alone. Default: ${defaultBudgetLimits.intensity}.`,
    "a number of at least 0",
  ).optional(),
  periodMs: time("How long the window is.", defaultBudgetLimits.periodMs).optional(),
  window: choice(
    "Which restarts it counts. sliding: those younger than the period. whole-seconds: those at most a period old, in whole seconds (OTP). " +
      "tumbling: those of the window that the first one opened (systemd). decay: all, halved with each period (suture). in-a-row: all " +
      "since the count was last reset.",
    windowRules,
    "sliding",
  ).optional(),
};

const policy = {
  restart: choice(
    "After which ends it is started again. permanent, transient and temporary are OTP's words for always, on-failure and never.",
    [...restartRules, ...restartWords],
    defaultPolicy.restart,
  ).optional(),
  backoff: backoff.meta({ description: "The delay before each restart." }).optional(),
  budget: z.strictObject({
    ...budget,
    counts: choice("What is charged: its restarts, or as systemd does its starts.", budgetUnits, "restarts").optional(),
    resetWhenHealthy: flag("Whether a healthy worker's budget is emptied too.").optional(),
  }).meta({ description: "How many restarts a window of time may hold." }).optional(),
  onExhausted: choice("What happens when the budget is spent.", exhaustionRules, defaultPolicy.onExhausted).optional(),
  cooldownMs: time("How long a cooldown lasts.", defaultPolicy.cooldownMs).optional(),
  maxCooldowns: count("How many cooldowns in a row before it is given up; 0: no limit.", 0, defaultPolicy.maxCooldowns)
    .optional(),
  healthyAfterMs: timeOrUnlimited(
    "How long it must stay ready for its attempts to start over; the backoff's maxMs unless given.",
  ).optional(),
  restartHealthy: choice(
    "What delays the restart of a worker that was healthy: the backoff, or nothing, free of charge (supervisord).",
    healthyRestarts,
    defaultPolicy.restartHealthy,
  ).optional(),
  minUptimeMs: time("Who ends sooner has crashed, even if it returned.", defaultPolicy.minUptimeMs).optional(),
  startupTimeoutMs: timeOrUnlimited(
    "If it is not ready this long after its start, it has failed; its behaviour's readyAfter says when it is. Taken as ready at its " +
      "start unless given.",
  ).optional(),
  graceMs: timeOrUnlimited("How long it may take to stop before it is abandoned.", defaultPolicy.graceMs).optional(),
  fatal: names("Errors that fail the whole group at once, by name.").optional(),
  nonRetryable: names("Errors that no restart can mend, by name.").optional(),
  clean: names("Errors that are no crash but an orderly end, by name.").optional(),
};

const defaultsText = "The policy of every worker that says nothing else";

const groupRules = {
  dialect: choice(
    "The supervisor that the group behaves like: its options are the base under those that are given here.",
    dialectNames,
  ).optional(),
  strategy: choice(
    "Who is restarted with a child that crashed: nobody else, all, or those started after it.",
    ["one-for-one", "one-for-all", "rest-for-one"],
    defaultRules.strategy,
  ).optional(),
  budget: z.strictObject({
    ...budget,
    onExhausted: choice(
      "What happens when it is spent: the group fails, or (suture) restarts nobody for a while.",
      groupExhaustionRules,
      "escalate",
    ).optional(),
    pauseMs: time("How long a pause lasts.", 15_000).optional(),
  }).meta({ description: "The restart budget that all children share; none unless given." }).optional(),
  autoShutdown: choice(
    "Whether the group ends when any or when all of its significant children have ended.",
    ["never", "any-significant", "all-significant"],
    defaultRules.autoShutdown,
  ).optional(),
  startOrder: choice(
    "Whether a child is started only when the one before it is ready. Default: parallel, unless the strategy asks for an order.",
    ["sequential", "parallel"],
  ).optional(),
  stopOrder: choice(
    "Whether a child is asked to stop only when the one started after it has stopped. " +
      `Default: ${defaultRules.stopOrder}, unless children depend on each other: then when all who depend on it have.`,
    ["sequential", "parallel"],
  ).optional(),
  onStartFailure: choice(
    "What a first start that fails means: a crash like another, or the failure of the group.",
    ["restart", "fail"],
    defaultRules.onStartFailure,
  ).optional(),
  terminateTree: choice(
    "Whether an error that terminates the tree climbs on to the group around this one.",
    ["propagate", "contain"],
    defaultRules.terminateTree,
  ).optional(),
  maxChildren: limit("The most children that the group takes.", "a whole number of at least 0").optional(),
  keepAlive: flag("Whether the group stays when every worker has ended.").optional(),
};

const groupFields = {
  ...groupRules,
  defaults: z.strictObject(policy).meta({ description: `${defaultsText}; the rest is that of the group around it.` })
    .optional(),
};

const workerFields = {
  name: named('What it is called, without "/": the worker "writer" of the group "db" goes by the path db/writer.'),
  count: count("How many such children there are; with 2 and more they are called name-1, name-2 and so on.", 1, 1)
    .optional(),
  significant: flag("Whether its end may end its group; see autoShutdown.").optional(),
  dependsOn: names(
    "The names of children of the same group that must be ready before it is started, each time; it stops before they do. The name of " +
      "several alike without a number stands for all of them.",
  ).optional(),
  onDependencyFailure: choice(
    "What becomes of it when one of those fails or is restarted: it goes on, or is stopped, and started again when that one is ready.",
    ["stay", "restart"],
    "stay",
  ).optional(),
  ...policy,
  behaviour: behaviour.optional(),
};

type Fields<Shape extends z.core.$ZodShape> = z.output<z.ZodObject<Shape>>;

// Types that hold each other must be written down.
interface ParsedGroup extends Fields<typeof groupFields> {
  workers: ParsedWorker[];
}
interface ParsedWorker extends Fields<typeof workerFields> {
  group?: ParsedGroup;
}

const group = z.strictObject({
  get workers(): z.ZodType<ParsedWorker[]> {
    return workers;
  },
  ...groupFields,
}).meta({ id: "group", description: "What it consists of, if it is a group: it has no behaviour of its own then." });

const worker = z.strictObject({ ...workerFields, group: group.optional() }).meta({
  id: "worker",
  description: "A simulated worker, or a group of its own, or several alike, with the policy that it works under.",
});

const workers = z.array(worker, { error: "a list of workers" })
  .meta({ id: "workers", description: "Who works, in start order." });

const outage = z.strictObject({
  name: named("What fails, such as the name of a service."),
  fromMs: time("When it begins. Who runs then crashes; who starts meanwhile crashes too."),
  toMs: time("The first moment at which it is over."),
  workers: names(
    "The paths of the workers that it strikes; that of a group stands for all in it. All workers unless given.",
  ).optional(),
  error: scriptedError.meta({ description: "What they throw." }).optional(),
  crashAfterMs: time("How long after its start a worker crashes that starts meanwhile.", 0).optional(),
}).meta({ id: "outage", description: "A time in which everything that depends on one thing fails." });

const operation = z.strictObject({
  atMs: time("When."),
  do: choice("What.", ["start", "stop", "restart", "remove"]),
  worker: z.union([named("The path of a child, such as db/writer."), worker], { error: "a path, or a worker to start" })
    .meta({ description: "The path of a child, such as db/writer; or, to be started, a new one." }),
  in: named("The path of the group that a new child joins; the root unless given.").optional(),
}).meta({
  id: "operation",
  description: "Something that is done by hand at a stated time. What is not possible then does nothing.",
});

/** A scenario as files have it: every time is a number of milliseconds, or text such as `"1h30m"`. */
export const scenarioSchema = z.strictObject({
  $schema: text("Where the JSON Schema of this file is, for editors.").optional(),
  name: named("What the scenario is called."),
  description: text("What it teaches, in a sentence or two.").optional(),
  horizonMs: time("How long it runs."),
  graceMs: timeOrUnlimited("How long the whole stop may take, whatever the graces of the workers.").optional(),
  ...groupRules,
  defaults: z.strictObject(policy).meta({ description: `${defaultsText}.` }).optional(),
  workers,
  outages: z.array(outage, { error: "a list of outages" }).meta({ description: "What goes wrong for several at once." })
    .optional(),
  faults: faults.optional(),
  chaos: chaos.optional(),
  recovery: recovery.optional(),
  operations: z.array(operation, { error: "a list of operations" }).meta({ description: "What is done by hand." })
    .optional(),
  stopAtMs: time("When the group is asked to stop; never unless given.").optional(),
  expect: z.array(
    text('One expectation, such as "availability >= 99%", "p95(recovery) < 30s" or "ingest: give-ups == 0".'),
    {
      error: 'a list of expectations such as "availability >= 99%"',
    },
  ).meta({
    description:
      "What must come out. A recovery lasts from being up no more to being up again; that of a worker that fails before it is up " +
      "begins with its first failure.",
  }).optional(),
}).meta({
  title: "Mainstay scenario",
  description: "A failure scenario: who works under which policy, what goes wrong, what is expected.",
});

type Parsed = DeepReadonly<Omit<z.output<typeof scenarioSchema>, "$schema">>;

// This line does not compile when the schema and the type differ in a field, its type, or whether it may be left out.
true satisfies Same<Parsed, DeepReadonly<Scenario>>;

/** The JSON Schema (draft 2020-12) of a scenario file. */
export function scenarioJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(scenarioSchema, { io: "input", target: "draft-2020-12" });
}
