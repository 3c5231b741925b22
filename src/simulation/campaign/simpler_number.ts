/**
 * How much a number asks of its reader: its digits but the zeros at its end, most of all those behind the point, and a little how big it
 * is. A whole number of at least 0; Infinity weighs nothing.
 */
export function numberWeight(value: number): number {
  if (!Number.isFinite(value)) return 0;
  const size = Math.abs(value);
  const magnitude = Math.floor(2 * Math.log2(1 + size)) + (value < 0 ? 1 : 0);
  if (Number.isSafeInteger(size)) return 4 * digitsOf(size) + magnitude;
  const [whole = "", fraction = ""] = String(size).split(".");
  return 4 * `${whole}${fraction}`.replace(/^0+/, "").length + 8 * fraction.length + magnitude;
}

/** How many digits a whole number has, without the zeros at its end. */
function digitsOf(value: number): number {
  if (value === 0) return 0;
  while (value % 10 === 0) value /= 10;
  return Math.floor(Math.log10(value)) + 1;
}

/**
 * Numbers that are simpler than this one by {@linkcode numberWeight}: nothing at all, halves, and rounder ones on both sides of it.
 *
 * @param least None is less than this.
 * @param whole Whether only whole numbers are meant.
 */
export function simplerNumbers(value: number, least = 0, whole = false): number[] {
  if (!Number.isFinite(value)) return [];
  const found = new Set<number>([least, 0, 1]);
  for (const part of [value / 10, value / 2, value]) {
    const unit = 10 ** Math.floor(Math.log10(Math.max(1, Math.abs(part))));
    for (const step of [unit, unit / 2, unit / 10, unit / 100]) {
      if (step < 1) continue;
      found.add(Math.floor(part / step) * step);
      found.add(Math.ceil(part / step) * step);
    }
  }
  for (const step of [1_000, 100, 10, 1, 0.1]) {
    for (const round of [Math.floor, Math.ceil]) {
      found.add(step === 0.1 ? round(value * 10) / 10 : round(value / step) * step);
    }
  }
  const weight = numberWeight(value);
  return [...found].filter((each) => each >= least && (!whole || Number.isInteger(each)) && numberWeight(each) < weight)
    .sort((a, b) => numberWeight(a) - numberWeight(b) || a - b);
}
