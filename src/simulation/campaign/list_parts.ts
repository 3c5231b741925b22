/**
 * The same list without a part of it: without all of it, without each half, each quarter, and so on down to single elements; what
 * Zeller and Hildebrandt's delta debugging tries.
 */
export function* withoutParts<Element>(list: readonly Element[]): Generator<readonly Element[]> {
  for (const [from, to] of parts(list.length)) yield [...list.slice(0, from), ...list.slice(to)];
}

/** The parts of a list of that length, the greatest first, as places: from the first one up to, not including, the last one. */
export function* parts(length: number): Generator<readonly [from: number, to: number]> {
  for (let size = length; size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < length; from += size) yield [from, Math.min(from + size, length)];
  }
}
