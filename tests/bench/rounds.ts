/** Of an even number of values the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** The lowest and the highest of some values. */
export function spread(values: readonly number[]): readonly [least: number, most: number] {
  return [Math.min(...values), Math.max(...values)];
}

/**
 * Measures every variant once per round, one after the other, so that whatever else the machine does strikes all alike.
 *
 * @returns What was measured of each variant, by name, one per round.
 */
export async function rounds<Name extends string, Measured = number>(
  count: number,
  variants: readonly Name[],
  measureOnce: (variant: Name) => Measured | Promise<Measured>,
): Promise<Readonly<Record<Name, readonly Measured[]>>> {
  const measured = Object.fromEntries(variants.map((variant) => [variant, []])) as unknown as Record<Name, Measured[]>;
  for (let round = 0; round < count; round++) {
    for (const variant of variants) measured[variant].push(await measureOnce(variant));
  }
  return measured;
}

/** Divides the values of each round by those that another variant had in the same round. */
export function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => value / others[round]!);
}
