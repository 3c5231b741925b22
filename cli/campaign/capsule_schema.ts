import { z } from "zod";

const count = (least = 0) => {
  const error = `a whole number of at least ${least}`;
  return z.int({ error }).min(least, { error });
};
const number = z.number({ error: "a number" });
const word = z.string({ error: "text" });
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, { error: "a list" });

/** What made a run fail. */
export const failureSchema = z.strictObject({
  name: word,
  kind: z.enum(["invariant", "recovery", "expectation", "determinism"]),
  message: word,
  atMs: number,
  worker: word.optional(),
});

const size = z.strictObject({ faults: count(), workers: count(), horizonMs: number });

/** What a file must be to be a capsule; its scenario is looked at by the schema of scenarios. */
export const capsuleSchema = z.strictObject({
  mainstay: z.literal("capsule"),
  versions: z.record(z.string(), word),
  kind: z.enum(["supervision", "executor"]),
  engine: z.enum(["real", "policy", "services"]).optional(),
  seed: word,
  scenario: z.looseObject({}),
  hash: z.string({ error: "16 hex digits" }).regex(/^[0-9a-f]{16}$/, { error: "16 hex digits" }),
  eventCount: count(),
  failures: listOf(failureSchema),
  trace: z.strictObject({
    every: count(1),
    hashes: listOf(word),
    events: listOf(z.looseObject({ atMs: number, type: word })).optional(),
  }),
  shrunk: z.strictObject({ from: size, to: size, runs: count() }).optional(),
});
