import { policyFields, type ResolvedPolicy } from "../../src/core/policy.ts";
import { castOf } from "../../src/simulation/cast.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { formatCount } from "../report/figure.ts";
import { formatDuration } from "../scenario/duration.ts";
import { pageText } from "./page_text.ts";

const mostWorkers = 3;

/** Where the policies of the smallest scenario are others than those of the scenario that it was made from; `undefined` where they are the same. */
export function policyNote(minimal: Scenario, original: Scenario): string | undefined {
  const before = new Map(castOf(original).members.map((member) => [member.name, member.policy]));
  const changes = castOf(minimal).members.flatMap(({ name, policy }) => {
    // Of several alike the first one, where only one is left.
    const was = before.get(name) ?? before.get(`${name}-1`);
    const changed = was === undefined ? [] : changesOf(policy, was);
    return changed.length === 0 ? [] : [`${pageText(name)} has ${changed.join(", ")}`];
  });
  if (changes.length === 0) return undefined;
  const more = changes.length - mostWorkers;
  return `Not all of its policies are those of your scenario: ${changes.slice(0, mostWorkers).join("; ")}${
    more > 0 ? `; and ${formatCount(more)} more` : ""
  }.`;
}

/** What is other in a policy than it was, setting by setting. */
function changesOf(policy: ResolvedPolicy, was: ResolvedPolicy): string[] {
  return policyFields.flatMap((field) => {
    if (field === "backoff") {
      const [now, then] = [policy, was].map((of) => of.backoff as unknown as Readonly<Record<string, unknown>>);
      const names = new Set([...Object.keys(now!), ...Object.keys(then!)]);
      return [...names].flatMap((name) => changeOf(name, now![name], then![name]).map((text) => `backoff ${text}`));
    }
    return changeOf(field, policy[field], was[field]);
  });
}

/** What is other in one setting, if anything. */
function changeOf(name: string, now: unknown, then: unknown): string[] {
  const [text, was] = [now, then].map((value) => settingText(name, value));
  if (text !== undefined && was !== undefined) return text === was ? [] : [`${name} ${text} instead of ${was}`];
  return JSON.stringify(now) === JSON.stringify(then) ? [] : [`another ${name}`];
}

/** A setting in a few words; `undefined` of one that takes many. */
function settingText(field: string, value: unknown): string | undefined {
  if (field === "budget") {
    const { intensity, periodMs } = value as ResolvedPolicy["budget"];
    if (intensity === Infinity) return "without a limit";
    return `${formatCount(intensity)} in ${formatDuration(periodMs)}`;
  }
  if (typeof value === "string") return value;
  if (typeof value !== "number") return undefined;
  if (value === Infinity) return "without end";
  return field.endsWith("Ms") ? formatDuration(value) : formatCount(value);
}
