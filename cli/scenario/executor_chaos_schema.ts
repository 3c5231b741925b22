import { z } from "zod";
import { defaultMostFaults } from "../../src/simulation/faults/draw_faults.ts";
import type { ExecutorChaos, ExecutorFaultKind } from "../../src/telemetry/simulated/executor_chaos.ts";
import { executorFaultCatalogue } from "../../src/telemetry/simulated/executor_fault_catalogue.ts";
import type {
  BodyHang,
  ExecutorScenario,
  ScenarioBurst,
  WallClockJump,
} from "../../src/telemetry/simulated/executor_scenario.ts";
import { ruleWith } from "./fault_schema.ts";
import { count, type DeepReadonly, named, type Same, share, signedTime, time, times, wholes } from "./schema_fields.ts";

const list = <Item extends z.ZodType>(item: Item, what: string, description: string) =>
  z.array(item, { error: `a list of ${what}` }).meta({ description });

const stall = z.strictObject({ atMs: time("When."), forMs: time("How long.") });
const jump = z.strictObject({
  atMs: time("When."),
  byMs: signedTime("By how much: back, if it is below 0."),
});
const burst = z.strictObject({
  atMs: time("When."),
  load: named("Whose body is executed: owner/name of a load."),
  count: count("How many times.", 1),
});
const hang = z.strictObject({
  fromMs: time("When it begins."),
  toMs: time("The first moment at which it is over."),
  load: named("owner/name of the load whose bodies hang; all unless given.").optional(),
  share: share("Which share of the bodies hangs: from 0 to 1.", 1).optional(),
});

/** What goes wrong around an executor besides its store. */
export const disturbances = {
  stalls: list(stall, "stalls", "Times in which the event loop does nothing: what is due comes at their end.")
    .optional(),
  wallClockJumps: list(jump, "jumps", "When the time of day is set.").optional(),
  bursts: list(burst, "bursts", "When many executions begin at once.").optional(),
  hangs: list(hang, "hangs", "When bodies that begin never end.").optional(),
};

const rule = (kind: ExecutorFaultKind) =>
  ruleWith(executorFaultCatalogue[kind], {
    count: wholes("Of a burst alone: how many executions it has.", 1).optional(),
  });

const rules = Object.fromEntries(
  (Object.keys(executorFaultCatalogue) as ExecutorFaultKind[]).map((each) => [each, rule(each).optional()]),
) as Record<ExecutorFaultKind, z.ZodOptional<ReturnType<typeof rule>>>;

/** What a campaign may draw for an executor. */
export const executorChaos = z.strictObject({
  faults: z.strictObject(rules).meta({
    description:
      "The kinds of faults that there may be, each with its rule, or true for the standard one. All unless given.",
  }).optional(),
  mostFaults: count("The most faults of a run.", 0, defaultMostFaults).optional(),
  executor: z.strictObject({
    capacity: wholes("The most records that may be held.", 1).optional(),
    batchSize: wholes("The most records that are written together.", 1).optional(),
    flushMs: times("How long a record waits for others to be written with.").optional(),
    retries: wholes("How often a batch that could not be written is tried again.", 0).optional(),
    storeTimeoutMs: times("How long the store may take to answer.").optional(),
    stopMs: times("How long the stop may take.").optional(),
    baseMs: times("Of the backoff.").optional(),
    maxMs: times("Of the backoff.").optional(),
  }).meta({ description: "What the executor's options are drawn from, where each seed has its own mix." }).optional(),
}).meta({ description: "What a campaign draws for each seed. A single run takes no notice of it." });

/** The second half of a run of an executor. */
export const executorRecovery = z.strictObject({
  fromMs: time("When everything heals: from then on nothing goes wrong."),
  withinMs: time("How long after that nothing may wait to be tried again any more; not beyond the horizon."),
}).meta({ description: "When everything heals, and how soon everything must be written down then." });

// These lines do not compile when a schema and its type differ in a field, its type, or whether it may be left out.
true satisfies Same<DeepReadonly<z.output<typeof executorChaos>>, DeepReadonly<ExecutorChaos>>;
true satisfies Same<DeepReadonly<z.output<typeof executorRecovery>>, NonNullable<ExecutorScenario["recovery"]>>;
true satisfies Same<DeepReadonly<z.output<typeof jump>>, WallClockJump>;
true satisfies Same<DeepReadonly<z.output<typeof burst>>, ScenarioBurst>;
true satisfies Same<DeepReadonly<z.output<typeof hang>>, BodyHang>;
