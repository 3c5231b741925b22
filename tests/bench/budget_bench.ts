import { RestartBudget } from "../../mod.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const intensities = [10, 100, 1_000, 10_000];
const limit = 1.5;

/** What is asked of a budget at each crash. */
interface Budget {
  isExhausted(): boolean;
  recordRestart(): void;
}

/** The reference's way: a list of times that each query filters. */
class FilteredList implements Budget {
  readonly #intensity: number;
  readonly #periodMs: number;
  readonly #clock: { now(): number };
  #times: number[] = [];

  constructor({ intensity, periodMs, clock }: { intensity: number; periodMs: number; clock: { now(): number } }) {
    this.#intensity = intensity;
    this.#periodMs = periodMs;
    this.#clock = clock;
  }

  recordRestart(): void {
    this.#times.push(this.#clock.now());
  }

  isExhausted(): boolean {
    const nowMs = this.#clock.now();
    this.#times = this.#times.filter((timeMs) => nowMs - timeMs < this.#periodMs);
    return this.#times.length >= this.#intensity;
  }
}

const variants = intensities.flatMap((intensity) => [`RestartBudget, ${intensity}`, `filtered list, ${intensity}`]);

/** A query and a record once a millisecond, with a window that is full all the time; in µs for both together. */
function measureOnce(variant: string): number {
  const [kind, intensity] = variant.split(", ") as [string, string];
  let nowMs = 0;
  const options = { intensity: Number(intensity), periodMs: Number(intensity), clock: { now: () => nowMs } };
  const budget: Budget = kind === "RestartBudget" ? new RestartBudget(options) : new FilteredList(options);
  const count = kind === "RestartBudget" ? 2_000_000 : Math.ceil(10_000_000 / options.intensity);
  let refused = 0;
  const step = () => {
    nowMs++;
    if (budget.isExhausted()) refused++;
    budget.recordRestart();
  };
  for (let n = 0; n < options.intensity; n++) step();
  const startedMs = performance.now();
  for (let n = 0; n < count; n++) step();
  return (performance.now() - startedMs) / count * 1_000 + refused * 0;
}

/** What a budget costs per crash, for budgets of many sizes. */
export async function measure(): Promise<Row[]> {
  const values = await rounds(7, variants, measureOnce);
  const smallest = variants[0]!;
  return variants.map((what): Row => {
    const toSmallest = ratios(values[what]!, values[smallest]!);
    return {
      what: `budget query and record, at intensity: ${what}`,
      unit: "µs",
      value: median(values[what]!),
      ...(what === smallest ? { spread: spread(values[what]!) } : {
        versus: smallest,
        ratio: median(toSmallest),
        spread: spread(toSmallest),
        ...(what.startsWith("RestartBudget") ? { limit } : {}),
      }),
    };
  });
}
