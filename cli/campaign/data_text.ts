import { exactDuration, formatDuration, parseDuration } from "../scenario/duration.ts";

/** What stands in JSON for a value: it has no word for what is not limited; the files of scenarios have. */
export function writtenValue(_key: string, value: unknown): unknown {
  return value === Infinity ? "unlimited" : value;
}

/** Plain data as indented JSON. */
export function dataText(data: unknown): string {
  return JSON.stringify(data, writtenValue, 2);
}

/** A scenario as a person would write it: times with their units. */
export function scenarioFileText(scenario: object): string {
  const shown = (key: string, value: unknown) => {
    if (value === Infinity) return "unlimited";
    return typeof value === "number" && /^ms$|Ms$/.test(key) ? timeText(value) : value;
  };
  return `${JSON.stringify(scenario, shown, 2)}\n`;
}

/** A time in as few units as it takes to lose nothing of it. */
function timeText(ms: number): string | number {
  const short = formatDuration(ms);
  if (parseDuration(short) === ms) return short;
  const exact = exactDuration(ms);
  return parseDuration(exact) === ms ? exact : ms;
}
