const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** What a duration looks like as text: one or more numbers, each with its unit, from the largest unit to the smallest. */
export const durationPattern =
  /^(?=\S)(?:\d+(?:\.\d+)?d)?(?:\d+(?:\.\d+)?h)?(?:\d+(?:\.\d+)?m)?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?$/;

/**
 * The milliseconds of a duration such as `250ms`, `1.5s`, `30s`, `5m`, `24h`, `2d`, `1h30m`; `undefined` for any other text.
 *
 * A number without a unit is refused: `30` may be meant as seconds.
 */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|[dhms])/g)) {
    totalMs += Number(amount) * units[unit as keyof typeof units];
  }
  // 1.1 × 1000 is not 1100; no duration that anybody writes needs more than a nanosecond.
  return Number(totalMs.toFixed(6));
}

/**
 * A span of time for people, in the grammar that {@linkcode parseDuration} reads: three significant units at most, and no more
 * digits than help: `250ms`, `1.5s`, `31.2s`, `5m3s`, `1h30m`, `2d`.
 */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return "0s";
  if (ms < 999.5) return `${rounded(ms, ms < 10 ? 2 : 0)}ms`;
  if (ms < 59_950) return `${rounded(ms / 1_000, ms < 10_000 ? 2 : 1)}s`;
  const seconds = Math.round(ms / 1_000);
  const parts: readonly [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, unit]) => amount + unit).join("");
}

/**
 * A moment on a run's clock, always of one width within a day: `00:05:03.250`, after a day `1d 00:05:03.250`.
 */
export function formatMoment(ms: number): string {
  const whole = Math.floor(ms);
  const days = Math.floor(whole / 86_400_000);
  const [h, m, s] = [
    Math.floor(whole / 3_600_000) % 24,
    Math.floor(whole / 60_000) % 60,
    Math.floor(whole / 1_000) % 60,
  ];
  const clock = [h, m, s].map((part) => String(part).padStart(2, "0")).join(":");
  return `${days > 0 ? `${days}d ` : ""}${clock}.${String(whole % 1_000).padStart(3, "0")}`;
}

/** The same span in the grammar that {@linkcode parseDuration} reads, without any loss: for lines that are run again. */
export function exactDuration(ms: number): string {
  if (ms === 0) return "0s";
  for (const [unit, size] of Object.entries(units)) if (ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
