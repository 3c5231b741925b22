import { amountStep, type Fact, type Observation } from "./observation.ts";

/** How strictly two observations are compared. */
export interface Comparison {
  /** How far two times may lie apart and still be the same. */
  readonly toleranceMs: number;
  /** What has no order among itself: nothing, ends at the same moment, or everything at the same moment. */
  readonly unordered: "nothing" | "ends" | "moments";
}

/** What differs, one line a section; empty when nothing does. */
export function compare(recorded: Observation, replayed: Observation, comparison: Comparison): string[] {
  const sections = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  return [...sections].flatMap((section) => {
    const [expected = [], actual = []] = [recorded[section], replayed[section]]
      .map((facts = []) => comparison.unordered === "moments" ? withoutOrder(facts) : facts);
    const index = firstDifference(expected, actual, comparison);
    if (index === undefined) return [];
    const place = expected.length + actual.length > 2 ? `${section}, number ${index + 1}` : section;
    return [`${place}: recorded ${shown(expected[index])}, replayed ${shown(actual[index])}`];
  });
}

function firstDifference(expected: readonly Fact[], actual: readonly Fact[], rules: Comparison): number | undefined {
  const open = [...actual];
  for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
    const found = placeOf(expected[index], open, rules);
    if (found === undefined) return index;
    open.splice(found, 1);
  }
  return undefined;
}

/** Where the expected fact is: in first place, or behind ends, if it is one and ends have no order. */
function placeOf(expected: Fact | undefined, open: readonly Fact[], rules: Comparison): number | undefined {
  if (same(expected, open[0], rules)) return 0;
  if (rules.unordered !== "ends" || expected === undefined || !isEnd(expected)) return undefined;
  for (let place = 1; place < open.length; place++) {
    if (!isEnd(open[place - 1]!)) return undefined;
    if (same(expected, open[place], rules)) return place;
  }
  return undefined;
}

function same(expected: Fact | undefined, actual: Fact | undefined, { toleranceMs }: Comparison): boolean {
  if (expected?.text !== actual?.text || isFar(expected?.amount, actual?.amount)) return false;
  if (expected?.atMs === undefined || actual?.atMs === undefined) return true;
  return Math.abs(expected.atMs - actual.atMs) <= toleranceMs;
}

function isFar(expected = 0, actual = 0): boolean {
  return Math.abs(expected - actual) > amountStep + 1e-9;
}

/** Facts whose order says nothing, in one that depends only on them. */
export function withoutOrder(facts: readonly Fact[]): readonly Fact[] {
  return facts.toSorted((a, b) => byText(a, b) || (a.atMs ?? 0) - (b.atMs ?? 0));
}

function isEnd({ text, atMs, subject }: Fact): boolean {
  return text.startsWith("-") && subject !== "top" && atMs !== undefined;
}

function byText({ text: a }: Fact, { text: b }: Fact): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function shown(fact: Fact | undefined): string {
  if (fact === undefined) return "nothing more";
  const { text, amount, atMs } = fact;
  const what = amount === undefined ? `"${text}"` : `"${text}" (${amount.toFixed(2)})`;
  return atMs === undefined ? what : `${what} at ${atMs} ms`;
}
