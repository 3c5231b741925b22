import { Hash } from "../trace_hash.ts";
import type { TraceDigest } from "./capsule.ts";

/** An event, as far as all have it. */
export type AnyEvent = TraceDigest["events"] extends readonly (infer Each)[] | undefined ? Each : never;

/** The first place at which two runs differ. */
export interface TraceDifference {
  /** The number of the first event that differs, from 0; of a digest with gaps the first that may. */
  readonly index: number;
  /** The last event that may be the first to differ; `index` where it is known. */
  readonly lastIndex: number;
  /** The event of the one run as JSON; `undefined` where it had ended before, or is not known. */
  readonly expected: string | undefined;
  /** The event of the other run; `undefined` where it had ended before. */
  readonly got: string | undefined;
}

const mostHashes = 10_000;
const mostEvents = 1_000;

/** What tells later where another run differs from this one: 10,000 hashes at most, and the events themselves up to 1,000. */
export function digestOf(events: readonly AnyEvent[]): TraceDigest {
  const every = Math.max(1, Math.ceil(events.length / mostHashes));
  const hashes = hashesOf(events, every);
  return events.length <= mostEvents ? { every, hashes, events } : { every, hashes };
}

function hashesOf(events: readonly AnyEvent[], every: number): string[] {
  const hash = new Hash();
  const hashes: string[] = [];
  events.forEach((event, index) => {
    hash.text(JSON.stringify(event));
    if ((index + 1) % every === 0 || index === events.length - 1) hashes.push(hash.digest().slice(0, 8));
  });
  return hashes;
}

/** Where a run differs from one of which a digest was kept; `undefined` where it does not. */
export function differenceFrom(
  { every, hashes, events: known }: TraceDigest,
  eventCount: number,
  events: readonly AnyEvent[],
): TraceDifference | undefined {
  const own = hashesOf(events, every);
  let place = hashes.findIndex((hash, index) => hash !== own[index]);
  if (place < 0 && own.length === hashes.length && events.length === eventCount) return undefined;
  if (place < 0) place = Math.max(0, hashes.length - (events.length === eventCount ? 1 : 0));
  const first = place * every;
  if (known !== undefined) return firstDifference(known, events) ?? at(first, first, known, events);
  const last = Math.min(first + every, Math.max(eventCount, events.length)) - 1;
  return at(first, Math.max(first, last), undefined, events);
}

/** Where two runs differ first; `undefined` where they are alike. */
export function firstDifference(
  expected: readonly AnyEvent[],
  got: readonly AnyEvent[],
): TraceDifference | undefined {
  const longest = Math.max(expected.length, got.length);
  for (let index = 0; index < longest; index++) {
    if (JSON.stringify(expected[index]) !== JSON.stringify(got[index])) return at(index, index, expected, got);
  }
  return undefined;
}

function at(
  index: number,
  lastIndex: number,
  expected: readonly AnyEvent[] | undefined,
  got: readonly AnyEvent[],
): TraceDifference {
  const text = (event: AnyEvent | undefined) => event && JSON.stringify(event);
  return { index, lastIndex, expected: text(expected?.[index]), got: text(got[index]) };
}
