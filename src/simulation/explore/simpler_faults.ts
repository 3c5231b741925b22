import type { ExploredFault } from "./explored_fault.ts";
import type { StruckFault } from "./run_account.ts";

/** The list without `size` faults of it, from that place on. */
export function withoutPart(faults: readonly ExploredFault[], from: number, size: number): readonly ExploredFault[] {
  return [...faults.slice(0, from), ...faults.slice(from + size)];
}

/** Two calls that fail are easier to grasp than an outage. */
const worthMerging = 3;

/** The list with one outage of a call in the place of all that goes wrong with it. */
export function* mergedFaults(struck: readonly StruckFault[]): Iterable<readonly ExploredFault[]> {
  const byCall = Map.groupBy(struck, ({ fault }) => "call" in fault ? fault.call : "");
  for (const [call, own] of byCall) {
    if (call === "" || own.length < worthMerging) continue;
    const begins = own.map(({ fault, atMs }) => fault.do === "fails" ? fault.fromMs : atMs);
    const ends = own.map(({ fault, atMs }) =>
      fault.do === "fails" ? fault.toMs : atMs + ("ms" in fault ? fault.ms : 1)
    );
    const outage: ExploredFault = { call, do: "fails", fromMs: Math.min(...begins), toMs: Math.max(...ends) };
    yield [...struck.filter((each) => !own.includes(each)).map(({ fault }) => fault), outage];
  }
}

/** The list with one fault that is simpler than it was: a single call instead of an outage, an earlier call, a shorter or rounder time. */
export function* milderFaults(struck: readonly StruckFault[]): Iterable<readonly ExploredFault[]> {
  const faults = struck.map(({ fault }) => fault);
  for (const [index, each] of struck.entries()) {
    for (const milder of milderOf(each)) yield faults.with(index, milder);
  }
}

function* milderOf({ fault, atMs, nth: first }: StruckFault): Iterable<ExploredFault> {
  switch (fault.do) {
    case "throw-after":
      yield { call: fault.call, nth: fault.nth, do: "throw-before" };
      for (const nth of lesser(fault.nth, 1)) yield { ...fault, nth };
      return;
    case "throw-before":
    case "crash":
      for (const nth of lesser(fault.nth, 1)) yield { ...fault, nth };
      return;
    case "slow":
      for (const nth of lesser(fault.nth, 1)) yield { ...fault, nth };
      for (const ms of rounder(fault.ms, 1)) yield { ...fault, ms };
      return;
    case "hang":
      yield { call: fault.call, nth: fault.nth, do: "throw-before" };
      for (const nth of lesser(fault.nth, 1)) yield { ...fault, nth };
      for (const ms of rounder(fault.ms, 1)) yield { ...fault, ms };
      return;
    case "fails": {
      yield { call: fault.call, nth: first, do: "throw-before" };
      // It matters from its first call on.
      if (fault.fromMs < Math.floor(atMs)) yield { ...fault, fromMs: Math.floor(atMs) };
      for (const ms of rounder(fault.toMs - fault.fromMs, 1)) yield { ...fault, toMs: fault.fromMs + ms };
      return;
    }
    case "stall":
      for (const atMs of rounder(fault.atMs, 0)) yield { ...fault, atMs };
      for (const forMs of rounder(fault.forMs, 1)) yield { ...fault, forMs };
      return;
    case "wall-clock-jump":
      for (const atMs of rounder(fault.atMs, 0)) yield { ...fault, atMs };
      for (const ms of rounder(Math.abs(fault.byMs), 1)) yield { ...fault, byMs: Math.sign(fault.byMs) * ms };
      return;
    default:
      fault satisfies never;
  }
}

/** Whole numbers below `value`, the least first, each one halfway to it. */
function* lesser(value: number, least: number): Iterable<number> {
  const tried = new Set<number>([value]);
  for (let step = 1; step <= 4; step++) {
    const next = step === 1 ? least : Math.floor(value - (value - least) / 2 ** (step - 1));
    if (next < value && !tried.has(next)) yield next;
    tried.add(next);
  }
}

/**
 * Times that are easier to grasp: the least one, then such as 1, 2, 5 and 10, up to the next one of one digit and zeros above `value`, then those
 * of two digits next to it. What has as many digits as `value` must be less, so that none is offered in a circle.
 */
function* rounder(value: number, least: number): Iterable<number> {
  const digits = digitsOf(value);
  const isSimpler = (time: number) => time >= least && (time < value || digitsOf(time) < digits);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))));
  const times = [least];
  for (let power = 1; power < unit; power *= 10) times.push(power, 2 * power, 5 * power);
  for (let time = unit; time < value + unit; time += unit) times.push(time);
  if (digits > 2) times.push(Math.floor(value * 10 / unit) * unit / 10, Math.ceil(value * 10 / unit) * unit / 10);
  yield* new Set(times.filter(isSimpler));
}

/** How many digits there are before the zeros at the end, a fraction among them; more than two are all the same. */
function digitsOf(time: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, time))));
  return time % unit === 0 ? 1 : time * 10 % unit === 0 ? 2 : 3;
}
