import { z } from "zod";
import { backoffCurves, defaultBackoff, jitters } from "../../src/core/backoff.ts";
import { durationPattern, exactDuration, parseDuration } from "./duration.ts";

// A leaf's own error text says what is expected there, as the end of "expected …"; scenario_problem.ts makes the sentence.
const timeText = 'a time of at least 0: a number of milliseconds, or text such as "250ms", "30s", "1h30m"';
/** What stands for Infinity in a file, wherever a number may be that: JSON has no word for it. */
const unlimited = "unlimited";
const unlimitedText = `Or "${unlimited}".`;
/** A time. */
export function time(description: string, standard?: number) {
  return z.union([
    z.number({ error: timeText }).min(0, { error: timeText }),
    z.string({ error: timeText }).regex(durationPattern, { error: timeText }),
  ], { error: timeText })
    .transform((value) => typeof value === "string" ? parseDuration(value)! : value)
    // zod leaves the default of what it transforms out of the JSON Schema, so the description says it.
    .meta({
      description: standard === undefined ? description : `${description} Default: ${exactDuration(standard)}.`,
    });
}

const signedDurationPattern = new RegExp(durationPattern.source.replace("^", "^-?"));

/** A time that may also be below 0. */
export function signedTime(description: string) {
  const error = 'a time: a number of milliseconds, or text such as "30s" or "-1h"';
  return z.union([
    z.number({ error }),
    z.string({ error }).regex(signedDurationPattern, { error }),
  ], { error })
    .transform((value) => {
      if (typeof value === "number") return value;
      return value.startsWith("-") ? -parseDuration(value.slice(1))! : parseDuration(value)!;
    })
    .meta({ description });
}

/** A time that may also be no limit at all. */
export function timeOrUnlimited(description: string, standard?: number) {
  const error = `${timeText}, or "${unlimited}"`;
  return z.union([
    z.number({ error }).min(0, { error }),
    z.literal(unlimited, { error }),
    z.string({ error }).regex(durationPattern, { error }),
  ], { error })
    .transform((value) => value === unlimited ? Infinity : typeof value === "string" ? parseDuration(value)! : value)
    .meta({
      description: `${description} ${unlimitedText}` +
        (standard === undefined ? "" : ` Default: ${exactDuration(standard)}.`),
    });
}

/** A number that may also be no limit at all. */
export function limit(description: string, expected: string) {
  const error = `${expected}, or "${unlimited}"`;
  return z.union([z.number({ error }).min(0, { error }), z.literal(unlimited, { error })], { error })
    .transform((value) => value === unlimited ? Infinity : value)
    .meta({ description: `${description} ${unlimitedText}` });
}

/** A number. */
export function amount(description: string, expected: string, least: number, standard?: number) {
  return z.number({ error: expected }).min(least, { error: expected })
    .meta(standard === undefined ? { description } : { description, default: standard });
}

/** A whole number. */
export function count(description: string, least: number, standard?: number) {
  const expected = `a whole number of at least ${least}`;
  return z.int({ error: expected }).min(least, { error: expected })
    .meta(standard === undefined ? { description } : { description, default: standard });
}

/** A share of something. */
export function share(description: string, standard?: number) {
  const expected = "a number from 0 to 1";
  return z.number({ error: expected }).min(0, { error: expected }).max(1, { error: expected })
    .meta(standard === undefined ? { description } : { description, default: standard });
}

/** A range that something is drawn from. */
export function range<Ends extends z.ZodType<number>>(description: string, end: (description: string) => Ends) {
  return z.strictObject({ min: end("The least."), max: end("The most.") }).meta({ description });
}

/** A range of times. */
export function times(description: string) {
  return range(description, time);
}

/** A range of whole numbers. */
export function wholes(description: string, least: number) {
  return range(description, (each) => count(each, least));
}

/** A text. */
export function text(description: string, expected = "text") {
  return z.string({ error: expected }).meta({ description });
}

/** A text that is not empty. */
export function named(description: string) {
  const expected = "a name of at least one character";
  return z.string({ error: expected }).min(1, { error: expected }).meta({ description });
}

/** One of several words. */
export function choice<const Words extends readonly string[]>(
  description: string,
  words: Words,
  standard?: Words[number],
) {
  return z.enum(words).meta(standard === undefined ? { description } : { description, default: standard });
}

/** Yes or no. */
export function flag(description: string, standard = false) {
  return z.boolean({ error: "true or false" }).meta({ description, default: standard });
}

/** A list of texts that are not empty. */
export function names(description: string) {
  return z.array(named("One name."), { error: "a list of names" }).meta({ description });
}

/** A random span of time. */
export const span = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fixed").meta({ description: "Always the same." }),
    ms: time("How long."),
  }),
  z.strictObject({
    kind: z.literal("uniform").meta({ description: "Anything between two times, all equally likely." }),
    minMs: time("The shortest."),
    maxMs: time("The longest."),
  }),
  z.strictObject({
    kind: z.literal("exponential").meta({
      description: "As between calls to a switchboard: the past tells nothing about what is left.",
    }),
    meanMs: time("The mean."),
  }),
  z.strictObject({
    kind: z.literal("weibull").meta({ description: "Early deaths (shape below 1) or wear (shape above 1)." }),
    shape: amount("Below 1: infant mortality; 1: exponential; above 1: wear.", "a number above 0", Number.MIN_VALUE),
    scaleMs: time("By when 63 % have come to their end."),
  }),
]).meta({ id: "span", description: "A random span of time." });

/** The delay before something is tried again. */
export const backoff = z.strictObject({
  baseMs: time(
    "The delay of the first restart, before jitter; of a linear curve also its step.",
    defaultBackoff.baseMs,
  )
    .optional(),
  multiplier: amount(
    "What each further delay is multiplied with; of no effect on a linear curve.",
    "a number of at least 1",
    1,
    defaultBackoff.multiplier,
  ).optional(),
  maxMs: time("No delay is longer than this.", defaultBackoff.maxMs).optional(),
  jitter: choice("How chance is mixed in.", jitters, defaultBackoff.jitter).optional(),
  curve: choice("How delays grow.", backoffCurves, "exponential").optional(),
  firstMs: time("The delay of the first restart of a row, if it is another; the curve then begins with the second.")
    .optional(),
  jitterFactor: amount(
    "How much longer proportional jitter can make a delay, as a share of it; for that jitter alone.",
    "a number of at least 0",
    0,
    0.2,
  ).optional(),
});

/** An error that a worker throws. */
export const scriptedError = z.strictObject({
  name: named(
    "The error's name, which fatal, nonRetryable and clean look at. ShutdownError, DoNotRestartError and TerminateTreeError are the " +
      "library's own errors, with all that they mean.",
  ),
  message: text("The error's message.").optional(),
}).meta({ id: "error", description: "The error that a worker throws." });

/** The same, which cannot be changed. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
/** Whether two types are one. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
