/** What a figure is counted in: percent, milliseconds, or nothing. */
export type Unit = "%" | "ms" | "";

/** What may stand behind the limit of an expectation, and how much of the unit it is. */
export const limitUnits: Readonly<Record<string, { unit: Unit; factor: number }>> = {
  "": { unit: "", factor: 1 },
  "%": { unit: "%", factor: 1 },
  "ms": { unit: "ms", factor: 1 },
  "s": { unit: "ms", factor: 1_000 },
  "m": { unit: "ms", factor: 60_000 },
  "h": { unit: "ms", factor: 3_600_000 },
};

/** How a figure may be compared with its limit. */
export const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  ">=": (value, limit) => value >= limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  "<": (value, limit) => value < limit,
  "==": (value, limit) => value === limit,
};
