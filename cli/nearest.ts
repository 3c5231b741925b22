// @ts-types="./std.d.ts"
import { closestString } from "@std/text/closest-string";
// @ts-types="./std.d.ts"
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** The known word that was probably meant; `undefined` when none is near: at most a third of its letters may differ, and one always may. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word === "" || known.length === 0) return undefined;
  const begun = word.length > 2 ? known.filter((candidate) => candidate.startsWith(word)) : [];
  if (begun.length === 1) return begun[0];
  const closest = closestString(word, known);
  const distance = levenshteinDistance(word.toLowerCase(), closest.toLowerCase());
  return distance <= Math.max(1, Math.ceil(Math.max(word.length, closest.length) / 3)) ? closest : undefined;
}
