import { checkBoolean, checkChoice, checkKeys, checkName, checkNumber, shown } from "../../core/option_check.ts";
import { checkFunction } from "../../drivers/driver_options.ts";
import { checkFilled, checkText } from "../execution.ts";
import { subjectName } from "../execution_context.ts";
import type { JobOptions, Overlap } from "./job.ts";
import { type ResolvedSchedule, resolveSchedule } from "./schedule.ts";

/** A job with nothing left open. */
export type ResolvedJobOptions =
  & Required<Omit<JobOptions, "schedule" | "timeoutMs" | "onError">>
  & Pick<JobOptions, "timeoutMs" | "onError">
  & { readonly schedule: ResolvedSchedule };

const fields = [
  "owner",
  "instance",
  "name",
  "tier",
  "schedule",
  "run",
  "timeoutMs",
  "onError",
  "overlap",
  "queueLimit",
  "jitterMs",
  "paused",
] as const satisfies readonly (keyof JobOptions)[];

const overlaps = ["skip", "queue", "allow"] as const satisfies readonly Overlap[];

/**
 * Fills in what a job leaves open, and checks it.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be; the message names it.
 * @throws {RangeError} For a number that its option cannot hold.
 */
export function resolveJobOptions(options: JobOptions): ResolvedJobOptions {
  checkKeys("schedule a job", "", options, fields);
  const { owner, instance = "", name, tier = "app", run, timeoutMs, onError } = options;
  const { overlap = "skip", jitterMs = 0, paused = false } = options;
  checkFilled("schedule a job", "owner", owner);
  checkName("schedule a job", name);
  checkText("schedule a job", "instance", instance);
  const action = `schedule "${subjectName({ kind: "job", owner, instance, name, topic: "" })}"`;
  checkChoice(action, "tier", tier, ["app", "framework"]);
  checkFunction(action, "run", run);
  if (timeoutMs !== undefined) checkNumber(action, "timeoutMs", timeoutMs, { min: 0, aboveMin: true });
  if (onError !== undefined) checkFunction(action, "onError", onError);
  checkChoice(action, "overlap", overlap, overlaps);
  const queueLimit = resolveQueueLimit(action, overlap, options.queueLimit);
  checkNumber(action, "jitterMs", jitterMs, { min: 0 });
  checkBoolean(action, "paused", paused);
  const schedule = resolveSchedule(action, options.schedule);
  return { owner, instance, name, tier, schedule, run, timeoutMs, onError, overlap, queueLimit, jitterMs, paused };
}

function resolveQueueLimit(action: string, overlap: Overlap, queueLimit: number | undefined): number {
  if (queueLimit === undefined) return overlap === "queue" ? 1 : 0;
  checkNumber(action, "queueLimit", queueLimit, { min: 1, integer: true });
  if (overlap === "queue") return queueLimit;
  throw new TypeError(`Cannot ${action}: "queueLimit" needs "overlap" to be "queue", and it is ${shown(overlap)}`);
}
