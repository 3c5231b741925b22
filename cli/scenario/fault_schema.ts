import { z } from "zod";
import { jitters } from "../../src/core/backoff.ts";
import { exhaustionRules } from "../../src/core/policy.ts";
import type { Chaos, FaultRule, Recovery } from "../../src/simulation/faults/chaos.ts";
import { defaultMostFaults } from "../../src/simulation/faults/draw_faults.ts";
import type { Fault, FaultKind } from "../../src/simulation/faults/fault.ts";
import { faultCatalogue } from "../../src/simulation/faults/fault_catalogue.ts";
import {
  amount,
  count,
  type DeepReadonly,
  names,
  range,
  type Same,
  scriptedError,
  share,
  signedTime,
  time,
  times,
  wholes,
} from "./schema_fields.ts";

const struck = names(
  "The paths of the workers that it strikes; that of a group stands for all in it, the name of several alike for each. All unless given.",
);

const kind = <const Kinds extends readonly FaultKind[]>(...kinds: Kinds) =>
  z.literal(kinds).meta({ description: kinds.map((each) => faultCatalogue[each].description).join(" ") });

const moment = { atMs: time("When.") };
const spell = {
  fromMs: time("When it begins."),
  toMs: time("The first moment at which it is over."),
};

const fault = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: kind("crash", "crash-burst"),
    ...moment,
    workers: struck.optional(),
    error: scriptedError.meta({ description: "What they throw: CrashFault unless given." }).optional(),
  }),
  z.strictObject({
    kind: kind("cascade"),
    ...moment,
    workers: names("The paths of the workers, in the order in which they crash."),
    delayMs: time("How long after each one the next one crashes."),
  }),
  z.strictObject({
    kind: kind("crash-in-start", "crash-in-stop", "hang", "ignored-stop", "lost-readiness", "outage"),
    ...spell,
    workers: struck.optional(),
  }),
  z.strictObject({
    kind: kind("slow-start", "slow-stop"),
    ...spell,
    byMs: time("How much longer it takes."),
    workers: struck.optional(),
  }),
  z.strictObject({
    kind: kind("flaky-calls"),
    ...spell,
    everyMs: time("How often a worker calls, from its start on."),
    share: share("How likely a call fails, from 0 to 1."),
    workers: struck.optional(),
  }),
  z.strictObject({ kind: kind("stall"), ...moment, forMs: time("How long.") }),
  z.strictObject({
    kind: kind("wall-clock-jump"),
    ...moment,
    byMs: signedTime("By how much the time of day jumps; back, if it is below 0."),
  }),
  z.strictObject({ kind: kind("throwing-observer"), ...spell }),
]).meta({ id: "workerFault", description: "Something that goes wrong at a stated time." });

/** What goes wrong, one by one. */
export const faults = z.array(fault, { error: "a list of faults" }).meta({
  description: "What else goes wrong, one by one.",
});

/** What the rule of a kind of fault says, with what the catalogue has for it. */
export interface StandardRule {
  readonly description: string;
  readonly probability: number;
  readonly perHour: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** The rule of a kind of fault, with fields of its own besides those of all. */
export function ruleWith<Own extends z.ZodRawShape>(
  { description, probability, perHour, minMs, maxMs }: StandardRule,
  own: Own,
) {
  const often = `How likely a run has any, from 0 to 1: 1 unless given, in a swarm ${probability}.`;
  return z.union([
    z.literal(true),
    z.strictObject({
      probability: share(often).optional(),
      perHour: amount("How many there are in an hour, on average.", "a number of at least 0", 0, perHour).optional(),
      minMs: time("The shortest; see the fault for what.", minMs).optional(),
      maxMs: time("The longest.", maxMs).optional(),
      ...own,
    }),
  ], { error: 'true, or an object such as { "perHour": 2 }' }).meta({ description });
}

const rule = (of: FaultKind) =>
  ruleWith(faultCatalogue[of], {
    workers: names("The paths of those that it can strike; all unless given.").optional(),
  });

const rules = Object.fromEntries(
  (Object.keys(faultCatalogue) as FaultKind[]).map((each) => [each, rule(each).optional()]),
) as Record<FaultKind, z.ZodOptional<ReturnType<typeof rule>>>;

const oneOf = <const Words extends readonly string[]>(description: string, words: Words) =>
  z.array(z.enum(words), { error: "a list of words" }).min(1, { error: "a list of one word at least" })
    .meta({ description });

/** What a campaign may draw. */
export const chaos = z.strictObject({
  faults: z.strictObject(rules).meta({
    description:
      "The kinds of faults that there may be, each with its rule, or true for the standard one. All unless given.",
  }).optional(),
  mostFaults: count("The most faults of a run.", 0, defaultMostFaults).optional(),
  count: wholes(
    "How many there are of each worker that there are several of, where each seed has its own mix. At least two, and all that are named.",
    1,
  ).optional(),
  policies: z.strictObject({
    intensity: wholes("Of the restart budget.", 0).optional(),
    periodMs: times("Of the restart budget.").optional(),
    baseMs: times("Of the backoff.").optional(),
    multiplier: range("Of the backoff.", (each) => amount(each, "a number of at least 1", 1)).optional(),
    maxMs: times("Of the backoff.").optional(),
    jitter: oneOf("Of the backoff: one of these.", jitters).optional(),
    onExhausted: oneOf("One of these.", exhaustionRules).optional(),
    cooldownMs: times("Of a cooldown.").optional(),
    maxCooldowns: wholes("How many cooldowns in a row.", 0).optional(),
    graceMs: times("Of a stop.").optional(),
    healthyAfterMs: times("Of the healthy reset.").optional(),
  }).meta({ description: "What the policy of each worker is drawn from, where each seed has its own mix." }).optional(),
}).meta({ description: "What a campaign draws for each seed. A single run takes no notice of it." });

/** The second half of a run. */
export const recovery = z.strictObject({
  fromMs: time("When everything heals: from then on nothing goes wrong."),
  withinMs: time(
    "How long after that everybody must be up who has not been given up for good; not beyond the horizon.",
  ),
}).meta({ description: "When everything heals, and how soon everybody must be up then." });

// These lines do not compile when a schema and its type differ in a field, its type, or whether it may be left out.
true satisfies Same<DeepReadonly<z.output<typeof fault>>, DeepReadonly<Fault>>;
true satisfies Same<DeepReadonly<z.output<ReturnType<typeof rule>>>, DeepReadonly<FaultRule> | true>;
true satisfies Same<DeepReadonly<z.output<typeof chaos>>, DeepReadonly<Chaos>>;
true satisfies Same<DeepReadonly<z.output<typeof recovery>>, DeepReadonly<Recovery>>;
