const units = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000]];
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((each) => each * 1_000),
  [1, 2, 5, 10, 15, 30].map((each) => each * 60_000),
  [1, 2, 3, 6, 12].map((each) => each * 3_600_000),
  [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((each) => each * 86_400_000),
);

/** A span of time in its two largest units, as the tables have it. */
export function durationText(ms) {
  if (ms === 0) return "0s";
  if (ms < 999.5) return `${Number(ms.toPrecision(3))}ms`;
  if (ms < 59_950) return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 2 : 1))}s`;
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).flat().join("");
}

/** A moment on the run's clock, to the millisecond. */
export function momentText(ms) {
  const whole = Math.max(0, Math.round(ms));
  const pad = (value, size = 2) => String(value).padStart(size, "0");
  const days = Math.floor(whole / 86_400_000);
  const clock = [Math.floor(whole / 3_600_000) % 24, Math.floor(whole / 60_000) % 60, Math.floor(whole / 1_000) % 60];
  return `${days > 0 ? `${days}d ` : ""}${clock.map((part) => pad(part)).join(":")}.${pad(whole % 1_000, 3)}`;
}

/** A tick of a time axis whose ticks are `step` apart: no unit that is the same for all. */
export function tickText(ms, step) {
  if (ms === 0) return "0";
  const [, size] = units.find(([, size]) => step >= size) ?? ["ms", 1];
  let rest = Math.round(ms / Math.max(1, size)) * Math.max(1, size);
  if (size < 1_000) return durationText(ms);
  const parts = [];
  for (const [unit, ms] of units) {
    const amount = Math.floor(rest / ms);
    rest -= amount * ms;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return parts.join("");
}

/** How far apart the ticks of a time axis stand, so that there are about `count`. */
export function timeStep(spanMs, count) {
  return steps.find((step) => spanMs / step <= count) ?? steps.at(-1) * Math.ceil(spanMs / steps.at(-1) / count);
}

/** The same for numbers. */
export function countStep(span, count, least = 0) {
  const power = 10 ** Math.floor(Math.log10(span / count));
  return Math.max(least, [1, 2, 5, 10].map((each) => each * power).find((step) => span / step <= count));
}

/** A number with its thousands set apart. */
export function countText(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 2 });
}

/** A number for an axis, where there is little room. */
export function axisText(value) {
  return value < 10_000 ? countText(value) : value < 1e6 ? `${countText(value / 1e3)}k` : `${countText(value / 1e6)}M`;
}

/** Percent, never rounded to all or to none. */
export function percentText(percent) {
  if (percent === 0 || percent === 100) return `${percent}%`;
  for (let digits = 1; digits < 6; digits++) {
    const text = percent.toFixed(digits);
    if (Number(text) !== 0 && Number(text) !== 100) return `${text}%`;
  }
  return percent < 50 ? ">0%" : "<100%";
}

/** A name of at most so many characters, with both of its ends; as `cutMiddle` of the tables. */
export function cutMiddle(name, most) {
  const characters = [...name];
  if (characters.length <= most) return name;
  const head = Math.ceil((most - 1) / 2);
  return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - 1 - head)).join("")}`;
}

/** A value as its unit has it. */
export function valueText(value, unit) {
  return unit === "ms" ? durationText(value) : unit === "percent" ? percentText(value) : countText(value);
}

/** How many entries of a list in ascending order are at most a value. */
export function rankIn(list, value, of = (entry) => entry) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
