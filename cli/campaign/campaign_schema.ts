import { z } from "zod";
import { dialectNames } from "../../src/core/dialect.ts";
import { failureSchema } from "./capsule_schema.ts";

const error = "a whole number of at least 0";
const count = z.int({ error }).min(0, { error });
const part = z.int({ error: "a whole number of at least 1" }).min(1, { error: "a whole number of at least 1" });
const number = z.number({ error: "a number" });
const word = z.string({ error: "text" });
const truth = z.boolean({ error: "true or false" });
const unit = z.enum(["", "%", "ms"]);
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "a list" });

const interval = z.strictObject({ low: number, high: number });
const histogram = z.strictObject({
  count,
  zeros: count,
  sum: number,
  min: number.nullable(),
  max: number.nullable(),
  bins: listOf(z.tuple([z.int({ error: "a whole number" }), count, number, number])),
});

const corpusEntry = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.enum(["fails", "mended", "unknown"]),
    path: word,
    seed: word,
    keptFor: failureSchema.pick({ name: true, kind: true }).optional(),
    failures: listOf(failureSchema),
    isSame: truth,
  }),
  z.strictObject({ status: z.literal("unusable"), path: word, problem: word }),
]);

/** What a file must be to hold what a campaign came to; its capsules are looked at one by one. */
export const campaignSchema = z.strictObject({
  mainstay: z.literal("campaign", { error: '"campaign"' }),
  versions: z.record(z.string(), word),
  scenario: word,
  digest: word,
  kind: z.enum(["supervision", "executor"]),
  engine: z.enum(["real", "policy", "services"]).optional(),
  firstSeed: word,
  wanted: count.nullable(),
  runs: count,
  endedBy: z.enum(["runs", "time-budget", "fail-fast", "max-failures", "signal"]),
  horizonMs: number,
  virtualMs: number,
  events: count,
  verdicts: z.strictObject({
    "held": count,
    "broken": count,
    "not-recovered": count,
    "missed": count,
    "nondeterministic": count,
    "limited": count,
  }),
  causes: z.record(z.string(), z.strictObject({ name: word, kind: word, runs: count, seed: word })),
  failed: listOf(z.strictObject({
    seed: word,
    verdict: z.enum(["broken", "not-recovered", "missed", "nondeterministic", "limited"]),
  })),
  determinism: z.strictObject({ checked: count, differing: count }),
  coverage: z.record(z.string(), z.strictObject({ runs: count, hits: count, seed: word.nullable() })),
  faults: z.record(z.string(), z.strictObject({ runs: count, count })),
  expectations: listOf(z.strictObject({
    expectation: word,
    about: z.strictObject({
      expectation: word,
      name: word,
      isSample: truth,
      aggregate: z.unknown().optional(),
      comparison: z.enum(["<", "<=", ">", ">=", "=="]),
      limit: number,
      unit,
      orNone: truth,
    }),
    held: truth,
    value: number.nullable(),
    shown: word,
    interval: interval.nullable(),
    shownInterval: word.nullable(),
    heldRuns: count.nullable(),
    heldShare: interval.nullable(),
    worstSeed: word.nullable(),
  })),
  units: z.record(z.string(), unit),
  figures: z.record(z.string(), listOf(number.nullable())),
  seeds: listOf(word),
  samples: z.record(z.string(), histogram),
  sampleRuns: z.record(z.string(), listOf(z.tuple([count, number]))),
  upCurve: listOf(histogram),
  keptFailures: count,
  failures: listOf(z.strictObject({ seed: word, capsule: z.unknown(), minimal: z.unknown().optional() })),
  command: z.strictObject({
    scenario: word,
    kind: z.enum(["built-in", "file", "input"]),
    dialect: z.enum(dialectNames).optional(),
    durationMs: number.optional(),
    limit: count.optional(),
    swarm: truth,
    safetyOnly: truth,
    chaos: truth,
    recovery: truth,
  }).optional(),
  shards: listOf(z.strictObject({ firstSeed: word, index: part, of: part })).optional(),
  corpus: listOf(corpusEntry).optional(),
});
