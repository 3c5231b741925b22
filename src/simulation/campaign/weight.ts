import { numberWeight } from "./simpler_number.ts";

/** Whether the first weight is less: the first number that differs decides. */
export function isLighter(one: readonly number[], other: readonly number[]): boolean {
  const index = one.findIndex((part, index) => part !== other[index]);
  return index >= 0 && one[index]! < other[index]!;
}

/** What a value weighs to its reader: its fields and elements, its numbers, and the words in it. */
export function textWeight(value: unknown): number {
  if (typeof value === "number") return numberWeight(value);
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => each === undefined ? sum : sum + 20 + textWeight(each), 0);
}

/** How many digits a number has before its point, less one; of what is below 1 none. */
export function digitsOf(value: number): number {
  let digits = 0;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  return digits;
}

/** How often a number can be halved until it is below 1; so that half as much weighs one less. */
export function halvingsOf(value: number): number {
  let halvings = 0;
  for (let rest = value; rest >= 1; rest /= 2) halvings++;
  return halvings;
}
