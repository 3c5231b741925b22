/** Words in the order of how much they differ from one: by how many letters must be put in, taken out or changed. Equals stay in their order. */
export function nearestFirst(word: string, words: readonly string[]): readonly string[] {
  return words.map((each) => ({ each, edits: edits(word, each) })).sort((a, b) => a.edits - b.edits)
    .map(({ each }) => each);
}

/** The Levenshtein distance, row by row (R. A. Wagner and M. J. Fischer, J. ACM 21 (1974), 168–173). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
