import type { CampaignFailure } from "../../src/simulation/campaign/campaign_result.ts";
import type { RunFailure } from "../../src/simulation/campaign/subject.ts";
import { formatDuration, parseDuration } from "../scenario/duration.ts";

/** What was seen, and of whom, with times in their largest units. */
export function messageText(failure: RunFailure | undefined): string {
  if (failure === undefined) return "";
  const { worker, message } = failure;
  const text = missOf(failure)?.text ?? readable(message);
  return worker === undefined ? text : `${worker}: ${text}`;
}

/**
 * What a failure of a campaign came to: where it was made smaller an expectation is missed by something else than at the seed, so that both are said.
 *
 * @param failure The failure as the smallest run has it.
 * @param places What the two runs are called.
 */
export function failureMessage(
  { capsule, minimal }: Pick<CampaignFailure, "capsule" | "minimal">,
  failure: RunFailure | undefined,
  { seed, minimal: small } = { seed: "at this seed", minimal: "in the minimal scenario" },
): string {
  const own = capsule.failures.find(({ kind, name }) => kind === failure?.kind && name === failure.name);
  const [one, other] = [own, failure].map((each) => each === undefined ? undefined : missOf(each));
  if (minimal === undefined || one === undefined || other === undefined) return messageText(failure);
  if (one.value === other.value) return messageText(failure);
  const who = failure?.worker === undefined ? "" : `${failure.worker}: `;
  return `${who}it came to ${one.value} ${seed}, ${other.value} ${small}`;
}

/** What an expectation came to; `undefined` of what is none, or is said in other words. */
function missOf({ kind, name, message }: RunFailure): { readonly value: string; readonly text: string } | undefined {
  if (kind !== "expectation") return undefined;
  // Of a supervision, and of an executor.
  for (const [head, tail] of [["it came to ", `, expected ${name}`], [`${name}, but it is `, ""]] as const) {
    if (!message.startsWith(head) || !message.endsWith(tail)) continue;
    const value = shownValue(message.slice(head.length, message.length - tail.length), name);
    return { value, text: `${head}${value}${tail}` };
  }
  return undefined;
}

/**
 * The value of an expectation with its unit; a time in its largest units, unless what these leave out is what tells it from the limit.
 *
 * @param shown The value as the library shows it.
 * @param expectation As it stands in the scenario.
 */
export function shownValue(shown: string, expectation: string): string {
  const ms = Number(/^(-?[\d.]+) ms$/.exec(shown)?.[1] ?? NaN);
  if (Number.isNaN(ms)) return shown;
  const limit = parseDuration(
    /[<>=]\s*([\d._]+\s*(?:ms|s|m|h))\s*$/.exec(expectation)?.[1]?.replace(/[_\s]/g, "") ?? "",
  );
  const short = formatDuration(ms);
  return parseDuration(short) === limit && ms !== limit ? shown : short;
}

/** Milliseconds in a sentence as a person writes them, where nothing is lost by that. */
function readable(text: string): string {
  return text.replace(/(?<![\d.-])(\d+(?:\.\d+)?) ms\b/g, (found, number) => {
    const short = formatDuration(Number(number));
    return parseDuration(short) === Number(number) ? short : found;
  });
}
