import type { Clock } from "../../core/clock.ts";
import { draw } from "../../simulation/life_plan.ts";
import type { Span } from "../../simulation/scenario.ts";
import type { ExecutionRecord } from "../execution_record.ts";
import type { RejectedRecord } from "../execution_store.ts";
import { MemoryExecutionStore } from "../stores/memory_execution_store.ts";
import type { CastFault } from "./executor_cast.ts";
import type { StoreAttempt } from "./executor_trace.ts";

/** What a scripted store works with. */
export interface ScriptedStoreTerms {
  readonly faults: readonly CastFault[];
  /** How long a call takes; unless given it answers at once. */
  readonly takes: Span | undefined;
  readonly clock: Clock;
  /** Answers a number in [0, 1) at each call. */
  readonly random: () => number;
  /** Whether records come from the spill folder. */
  readonly isPickUp: (records: readonly ExecutionRecord[]) => boolean;
  /** How many stops of the executor are over. */
  readonly stopsOver: () => number;
  /** Is told when a call begins and when it is answered. */
  readonly on: (what: "attempt" | "answered", attempt: StoreAttempt) => void;
  /** Is told of a call that is not answered at once, before whoever called begins to wait for it. */
  readonly pending?: (attempt: StoreAttempt) => void;
  /** When everything heals: a call that is slow or hangs then takes as long as usual from there on. Never unless given. */
  readonly healedAtMs?: number;
}

/** A store that fails as it is told, and writes a diary of what it was asked. What it is asked but for writing it does as one in memory. */
export class ScriptedStore extends MemoryExecutionStore {
  readonly #terms: ScriptedStoreTerms;
  readonly #attempts: StoreAttempt[] = [];
  readonly #rows = new Map<string, { readonly record: ExecutionRecord; readonly atMs: number }>();

  constructor(terms: ScriptedStoreTerms) {
    super();
    this.#terms = terms;
  }

  /** All calls of the store, in order. */
  get attempts(): readonly StoreAttempt[] {
    return this.#attempts;
  }

  /** What is written, by id, and since when. */
  get rows(): ReadonlyMap<string, { readonly record: ExecutionRecord; readonly atMs: number }> {
    return this.#rows;
  }

  // Its answer may take its time, which one in memory never does.
  override insert(records: readonly ExecutionRecord[]): readonly RejectedRecord[] {
    return this.#insert(records) as readonly RejectedRecord[];
  }

  #insert(records: readonly ExecutionRecord[]): readonly RejectedRecord[] | Promise<readonly RejectedRecord[]> {
    const { clock, takes, faults, random, isPickUp, stopsOver, on, pending, healedAtMs = Infinity } = this.#terms;
    const nowMs = clock.now();
    const during = faults.find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs);
    // Drawn whether or not it comes to that, so that one fault more does not shift what follows.
    const chance = random();
    const usualMs = takes === undefined ? 0 : draw(takes, random);
    const strikes = during !== undefined && (during.how === "refuses-rows" || chance < during.share);
    const fault = strikes ? during : undefined;
    const attempt: StoreAttempt = {
      attempt: this.#attempts.length + 1,
      atMs: nowMs,
      ids: records.map(({ id }) => id),
      isPickUp: isPickUp(records),
      fault: fault?.how,
      afterStops: stopsOver(),
      answeredAtMs: undefined,
      overdueAtMs: undefined,
      isStored: undefined,
      refused: [],
    };
    this.#attempts.push(attempt);
    on("attempt", attempt);
    const answer = () => this.#answer(attempt, records, fault);
    const later = (ms: number) => clock.sleep(ms).then(answer);
    const answered = (): readonly RejectedRecord[] | Promise<readonly RejectedRecord[]> => {
      switch (fault?.how) {
        case "hangs":
          return healedAtMs === Infinity ? new Promise(() => {}) : later(healedAtMs - nowMs + usualMs);
        case "locks":
          return later(fault.toMs - nowMs + usualMs);
        case "slow":
          return later(Math.min(draw(fault.takes!, random), healedAtMs - nowMs + usualMs));
        default:
          return takes === undefined ? answer() : later(usualMs);
      }
    };
    const answering = answered();
    if (attempt.answeredAtMs === undefined) pending?.(attempt);
    return answering;
  }

  /** Does what is asked, but for what the fault makes of it. */
  #answer(
    attempt: StoreAttempt,
    records: readonly ExecutionRecord[],
    fault: CastFault | undefined,
  ): readonly RejectedRecord[] {
    const { clock, random, on } = this.#terms;
    const isRefused = (id: string) => fault?.how === "refuses-rows" && !this.#rows.has(id) && random() < fault.share;
    const rejected = records.filter(({ id }) => isRefused(id)).map(({ id }) => ({ id, reason: "it is refused" }));
    const refused = new Set(rejected.map(({ id }) => id));
    attempt.answeredAtMs = clock.now();
    attempt.refused = [...refused];
    attempt.isStored = fault?.how !== "fails" && fault?.how !== "stores-and-fails";
    if (fault?.how !== "fails") {
      for (const record of records) {
        if (refused.has(record.id) || this.#rows.has(record.id)) continue;
        this.#rows.set(record.id, { record, atMs: attempt.answeredAtMs });
      }
    }
    on("answered", attempt);
    if (!attempt.isStored) throw new Error(`Cannot insert ${records.length} executions: ${fault?.name}`);
    return rejected;
  }
}
