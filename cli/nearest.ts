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
  // The dashes of options, which all have, make no two of them alike.
  const letters = Math.max(...[word, closest].map((each) => each.replace(/^-+/, "").length));
  return distance <= Math.max(1, Math.ceil(letters / 3)) ? closest : undefined;
}
