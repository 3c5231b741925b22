import { z } from "zod";
import { resolveExecutorOptions } from "../../src/telemetry/executor_options.ts";
import type { ExecutorScenario } from "../../src/telemetry/simulated/executor_scenario.ts";
import { MemoryExecutionStore } from "../../src/telemetry/stores/memory_execution_store.ts";
import { disturbances, executorChaos, executorRecovery } from "./executor_chaos_schema.ts";
import {
  amount,
  backoff,
  choice,
  count,
  type DeepReadonly,
  flag,
  limit,
  named,
  type Same,
  span,
  text,
  time,
} from "./schema_fields.ts";
import { scenarioSchema } from "./scenario_schema.ts";

const defaults = resolveExecutorOptions({ store: new MemoryExecutionStore() });

const executor = z.strictObject({
  capacity: count("The most records that may be held; who comes then is lost.", 1, defaults.capacity).optional(),
  batchSize: count("The most records that are written together.", 1, defaults.batchSize).optional(),
  flushMs: time("How long a record waits for others to be written with.", defaults.flushMs).optional(),
  retries: limit(
    `How often a batch that could not be written is tried again before it is lost. Default: ${defaults.retries}.`,
    "a whole number of at least 0",
  ).optional(),
  backoff: backoff.meta({ description: "How long a batch waits before it is tried again." }).optional(),
  storeTimeoutMs: time("How long the store may take to answer.", defaults.storeTimeoutMs).optional(),
  stopMs: time("How long the stop may take.", defaults.stopMs).optional(),
  spill: flag("Whether what could not be written at the stop is left in a spill folder, for the next start.")
    .optional(),
}).meta({
  id: "executor",
  description: "The executor: an empty one has all defaults. It tells this kind of scenario.",
});

const share = (description: string) => amount(description, "a number of at least 0", 0).optional();

const load = z.strictObject({
  kind: choice("What is executed.", ["handler", "job"], "handler").optional(),
  owner: named("Who it belongs to, such as the name of a service."),
  name: named("What the owner calls it."),
  tier: choice("Whose code it is.", ["app", "framework"], "app").optional(),
  every: span.meta({ description: "How long after one execution the next one begins, whether that is over or not." }),
  takes: span.meta({ description: "How long a body takes; nothing unless given." }).optional(),
  outcomes: z.strictObject({
    success: share("It returns."),
    error: share("It throws."),
    timeout: share("It throws a time-out of its own."),
    hang: share("It never ends, and takes no notice of anything."),
  }).meta({ description: "How bodies end, as shares of each other; all return unless given." }).optional(),
  timeoutMs: time("How long an execution may take; as long as it wants unless given.").optional(),
  fromMs: time("When the first waiting begins.", 0).optional(),
  toMs: time("When nothing is executed any more; never unless given.").optional(),
  ignoresStop: flag("Whether it goes on while the executor has stopped, which loses the records.").optional(),
}).meta({ id: "load", description: "Somebody who has something executed again and again." });

const fault = z.strictObject({
  name: named("What it is, such as the name of a machine."),
  fromMs: time("When it begins."),
  toMs: time("The first moment at which it is over."),
  how: choice(
    "What becomes of calls that begin while it lasts. fails: they fail. hangs: they are not answered, unless all heals. locks: they wait until it is over. " +
      "slow: they take longer. refuses-rows: single records are refused. stores-and-fails: all is written, and they fail all the same.",
    ["fails", "hangs", "locks", "slow", "refuses-rows", "stores-and-fails"],
  ),
  takes: span.meta({ description: "How long calls take; for slow alone, which needs it." }).optional(),
  share: amount("Which share of the calls it strikes, or of the records: from 0 to 1.", "a number from 0 to 1", 0, 1)
    .optional(),
}).meta({ id: "fault", description: "A time in which the store does not do what it should." });

/** A scenario of an executor as files have it: every time is a number of milliseconds, or text such as `"1h30m"`. */
export const executorSchema = z.strictObject({
  $schema: text("Where the JSON Schema of this file is, for editors.").optional(),
  name: named("What the scenario is called."),
  description: text("What it teaches, in a sentence or two.").optional(),
  horizonMs: time("How long it runs."),
  executor,
  load: z.array(load, { error: "a list of loads" }).meta({ description: "What is executed." }),
  store: z.strictObject({
    takes: span.meta({ description: "How long a call takes; unless given it answers at once." }).optional(),
    faults: z.array(fault, { error: "a list of faults" }).meta({ description: "What goes wrong." }).optional(),
  }).meta({ description: "Where the records are written." }).optional(),
  ...disturbances,
  chaos: executorChaos.optional(),
  recovery: executorRecovery.optional(),
  sessionFromMs: time("When the run of the application is on record; at once unless given.").optional(),
  stopAtMs: time("When the executor is stopped; never unless given.").optional(),
  restartAtMs: time("When it is started again; never unless given.").optional(),
  expect: z.array(text('One expectation, such as "lost == 0" or "longest-wait < 30s".'), {
    error: 'a list of expectations such as "lost == 0"',
  }).meta({ description: "What must come out." }).optional(),
}).meta({
  title: "Mainstay scenario of an executor",
  description: "What is executed, where it is written down, what goes wrong there, and what is expected.",
});

type Parsed = DeepReadonly<Omit<z.output<typeof executorSchema>, "$schema">>;

// This line does not compile when the schema and the type differ in a field, its type, or whether it may be left out.
true satisfies Same<Parsed, DeepReadonly<ExecutorScenario>>;

/** The JSON Schema (draft 2020-12) of a scenario file of either kind. */
export function anyScenarioJsonSchema(): Record<string, unknown> {
  const either = z.union([scenarioSchema, executorSchema]).meta({
    title: "Mainstay scenario",
    description: "A failure scenario: of a supervision, or of an executor, which has the field executor.",
  });
  return z.toJSONSchema(either, { io: "input", target: "draft-2020-12" });
}
