import { endOfFault, type Fault } from "../faults/fault.ts";
import type { Operation, Outage, Scenario } from "../scenario.ts";

/**
 * Whether a fault or an outage of a scenario is worse than that in the same place of another one: longer, more likely, or a crash where there was
 * none. Where there are fewer or more of them each one is as it was.
 */
export function hasHarsherStrikes(scenario: Scenario, than: Scenario): boolean {
  const { faults = [], outages = [] } = scenario;
  const { faults: others = [], outages: otherOutages = [] } = than;
  return faults.length === others.length && faults.some((fault, index) => isHarsher(fault, others[index]!)) ||
    outages.length === otherOutages.length &&
      outages.some((outage, index) => isHarsherOutage(outage, otherOutages[index]!));
}

/**
 * Whether what happens in a scenario follows closer on each other than in another one, where it is as much.
 *
 * @param fromBegin Whether nothing may come earlier either.
 */
export function hasCloserStrikes(scenario: Scenario, than: Scenario, fromBegin: boolean): boolean {
  const own = beginsOf(scenario);
  const others = beginsOf(than);
  if (own.some((begins, list) => begins.length !== others[list]!.length)) return false;
  const begins = own.flat();
  const otherBegins = others.flat();
  const order = otherBegins.map((_, index) => index).sort((a, b) => otherBegins[a]! - otherBegins[b]!);
  return order.some((index, place) => {
    const before = order[place - 1];
    if (before === undefined) return fromBegin && begins[index]! < otherBegins[index]!;
    return begins[index]! - begins[before]! < otherBegins[index]! - otherBegins[before]!;
  });
}

/** Whether everything heals sooner after one of its faults or outages than in another scenario, where there are as many. */
export function healsSooner(scenario: Scenario, than: Scenario): boolean {
  const own = restsOf(scenario);
  const others = restsOf(than);
  return own.length === others.length && own.some((ms, index) => ms < others[index]!);
}

/** How long before the healing each one is over; 0 of what the healing ends. */
function restsOf({ recovery, faults = [], outages = [] }: Scenario): number[] {
  const healsAtMs = recovery?.fromMs ?? Infinity;
  const ends = [...faults.map(endOfFault), ...outages.map(({ toMs }) => toMs)];
  return ends.map((ms) => Math.max(0, healsAtMs - ms));
}

/** When a fault, an outage or an operation begins. */
export function strikeMs(strike: Fault | Outage | Operation): number {
  return "atMs" in strike ? strike.atMs : strike.fromMs;
}

function beginsOf({ faults = [], outages = [], operations = [] }: Scenario): number[][] {
  return [faults, outages, operations].map((list) => list.map(strikeMs));
}

function isHarsher(fault: Fault, than: Fault): boolean {
  if (fault.kind !== than.kind) return than.kind === "crash-in-start" || than.kind === "crash-in-stop";
  const ms = (field: string) => [fault, than].map((each) => (each as unknown as Record<string, number>)[field] ?? 0);
  const isMore = (field: string) => ms(field)[0]! > ms(field)[1]!;
  const isLess = (field: string) => ms(field)[0]! < ms(field)[1]!;
  if ("toMs" in fault && "toMs" in than && fault.toMs - fault.fromMs > than.toMs - than.fromMs) return true;
  if (fault.kind !== "wall-clock-jump" && isMore("byMs")) return true;
  return isMore("forMs") || isMore("share") || isLess("everyMs") || isLess("delayMs");
}

function isHarsherOutage(outage: Outage, than: Outage): boolean {
  return outage.toMs - outage.fromMs > than.toMs - than.fromMs || (outage.crashAfterMs ?? 0) < (than.crashAfterMs ?? 0);
}
