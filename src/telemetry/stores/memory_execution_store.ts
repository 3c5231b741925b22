import type { MemorySessionStore } from "../../services/sessions/memory_session_store.ts";
import type { SessionRow } from "../../services/sessions/session_store.ts";
import type { ExecutionRecord } from "../execution_record.ts";
import type {
  ExecutionStore,
  Pruned,
  Reconciled,
  Reconciliation,
  Registration,
  RegistrationRow,
  RejectedRecord,
  Retention,
} from "../execution_store.ts";
import type {
  ExecutionFilter,
  ExecutionQuery,
  ExecutionSummary,
  FailureSummary,
} from "../history/execution_history.ts";
import { ExecutionTally, subjectKey } from "../history/execution_tally.ts";
import { comparisons, failuresOf, isAskedFor } from "../history/listed_records.ts";
import { resolvedFilter, resolvedLimit, resolvedQuery, resolvedText } from "../history/query_check.ts";
import { checkCancellation, checkRetention, resolvedReconciliation, resolvedRegistration } from "./call_check.ts";
import { plainText, plainTextOrNull } from "../../services/sessions/plain_text.ts";
import { recordFault } from "./record_fault.ts";
import { registrationFate } from "./registration_fate.ts";

/**
 * Executions in memory, for tests and for applications that keep no records: they are gone with the process. An execution counts as 500
 * bytes, and 2 for each unit of its texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemoryExecutionStore } from "@mainstay/supervisor/telemetry";
 *
 * const store = new MemoryExecutionStore();
 * const job = { kind: "job", owner: "app", instance: "", name: "tidy up", topic: "" } as const;
 * const id = store.register({ ...job, tier: "app", oneShot: false, schedule: "every 5 min" }, 1_000);
 * assertEquals([id, store.cancel(id, 2_000), store.cancel(id, 3_000)], [1, true, false]);
 * ```
 */
export class MemoryExecutionStore implements ExecutionStore {
  readonly #sessions: MemorySessionStore | undefined;
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #registrations = new Map<number, RegistrationRow>();
  readonly #ids = new Map<string, number>();
  /** Sessions that were deleted here. */
  readonly #forgotten = new Set<number>();
  #lastId = 0;
  #bytes = 0;
  #closed = false;

  /**
   * Makes a store without rows.
   *
   * @param sessions Where the runs of applications are written down; without it there are none.
   */
  constructor(sessions?: MemorySessionStore) {
    this.#sessions = sessions;
  }

  /** Writes records; answers those that no store would ever take. */
  insert(records: readonly ExecutionRecord[]): readonly RejectedRecord[] {
    this.#checkOpen("insert executions");
    const rejected: RejectedRecord[] = [];
    for (const record of records) {
      const fault = recordFault(record);
      if (fault === undefined) this.#add(plainRecord(record));
      else rejected.push({ id: record.id, reason: fault });
    }
    return rejected;
  }

  /** Makes a handler or a job known; answers its row's id. */
  register(registration: Registration, atMs: number): number {
    const given = resolvedRegistration(registration, atMs);
    this.#checkOpen("register");
    const key = subjectKey(given);
    const id = this.#ids.get(key) ?? ++this.#lastId;
    const registeredAtMs = this.#registrations.get(id)?.registeredAtMs ?? atMs;
    this.#ids.set(key, id);
    this.#registrations.set(id, {
      ...given,
      id,
      registeredAtMs,
      updatedAtMs: atMs,
      retiredAtMs: null,
      cancelledAtMs: null,
    });
    return id;
  }

  /** Marks a registration as cancelled; answers whether it was this call that did. */
  cancel(id: number, atMs: number): boolean {
    checkCancellation(id, atMs);
    this.#checkOpen("cancel");
    const row = this.#registrations.get(id);
    if (row === undefined || row.cancelledAtMs !== null) return false;
    this.#registrations.set(id, { ...row, cancelledAtMs: atMs });
    return true;
  }

  /** Deletes or retires the registrations of an owner that are not live. */
  reconcile(reconciliation: Reconciliation): Reconciled {
    const { owner, live, sessionId, atMs } = resolvedReconciliation(reconciliation);
    this.#checkOpen("reconcile registrations");
    const [alive, executed, executedNow] = [new Set(live), new Set<number | null>(), new Set<number | null>()];
    for (const record of this.#records.values()) {
      executed.add(record.registrationId);
      if (record.sessionId === sessionId) executedNow.add(record.registrationId);
    }
    let [deleted, retired] = [0, 0];
    for (const row of this.#registrations.values()) {
      const { id, oneShot, retiredAtMs } = row;
      if (row.owner !== owner || row.tier !== "app" || alive.has(id)) continue;
      const known = { executed: executed.has(id), executedNow: executedNow.has(id), isRetired: retiredAtMs !== null };
      const fate = registrationFate({ oneShot, ...known }, sessionId !== null);
      if (fate === "delete") {
        this.#remove(row);
        deleted++;
      }
      if (fate === "retire") {
        this.#registrations.set(id, { ...row, retiredAtMs: atMs });
        retired++;
      }
    }
    return { deleted, retired };
  }

  /** Deletes a step's worth of what is old enough to go. */
  prune(retention: Retention): Pruned {
    checkRetention(retention);
    this.#checkOpen("prune executions");
    const { beforeMs, maxBytes, atMost } = retention;
    const isTooOld = (record: ExecutionRecord | undefined) =>
      record !== undefined && beforeMs !== null && record.startedAtMs < beforeMs;
    const isTooLarge = () => maxBytes !== null && this.#bytes > maxBytes;
    // Most often they are in their order already, and sorting is one look at each.
    const oldest = [...this.#records.values()].sort(comparisons.oldest);
    let [byAge, bySize] = [0, 0];
    for (; byAge < atMost && isTooOld(oldest[byAge]); byAge++) this.#drop(oldest[byAge]!);
    for (; byAge + bySize < Math.min(atMost, oldest.length) && isTooLarge(); bySize++) {
      this.#drop(oldest[byAge + bySize]!);
    }
    const isMore = this.#records.size > 0 && (isTooOld(oldest[byAge + bySize]) || isTooLarge());
    const ended = isMore || beforeMs === null ? { registrations: 0, sessions: 0 } : this.#dropEnded(beforeMs);
    return { byAge, bySize, ...ended, isMore };
  }

  /** The executions that are asked for. */
  executions(query: ExecutionQuery = {}): readonly ExecutionRecord[] {
    const { filter, order, limit } = resolvedQuery(query);
    this.#checkOpen("list executions");
    return this.#askedFor(filter).sort(comparisons[order]).slice(0, limit);
  }

  /** What became of them, for each handler and job. */
  summary(filter: ExecutionFilter = {}): readonly ExecutionSummary[] {
    const resolved = resolvedFilter("summarise executions", filter);
    this.#checkOpen("summarise executions");
    const tally = new ExecutionTally();
    for (const record of this.#askedFor(resolved)) {
      tally.add(record, record.status, record.startedAtMs, record.durationMs);
    }
    return tally.summaries();
  }

  /** Their errors and time-outs. */
  failures(filter: ExecutionFilter = {}): readonly FailureSummary[] {
    const resolved = resolvedFilter("list failures", filter);
    this.#checkOpen("list failures");
    return failuresOf(this.#askedFor(resolved));
  }

  /** What is registered, of all owners or of one. */
  registrations(owner?: string): readonly RegistrationRow[] {
    const asked = owner === undefined ? undefined : resolvedText("list registrations", "owner", owner);
    this.#checkOpen("list registrations");
    return [...this.#registrations.values()].filter((row) => asked === undefined || row.owner === asked);
  }

  /** The newest runs of applications. */
  sessions(limit?: number): readonly SessionRow[] {
    const most = resolvedLimit("list sessions", limit);
    this.#checkOpen("list sessions");
    return (this.#sessions?.list(Infinity) ?? []).filter(({ id }) => !this.#forgotten.has(id)).slice(0, most);
  }

  /** Closes the store; its rows are gone. Again: nothing. */
  close(): void {
    this.#closed = true;
    this.#records.clear();
    this.#registrations.clear();
    this.#ids.clear();
  }

  #askedFor(filter: ExecutionFilter): ExecutionRecord[] {
    return [...this.#records.values()].filter((record) => isAskedFor(record, filter));
  }

  #add(record: ExecutionRecord): void {
    if (this.#records.has(record.id)) return;
    const { registrationId, owner } = record;
    const isThere = registrationId !== null && this.#registrations.get(registrationId)?.owner === owner;
    this.#records.set(record.id, isThere ? record : { ...record, registrationId: null });
    this.#bytes += bytesOf(record);
  }

  #drop(record: ExecutionRecord): void {
    this.#records.delete(record.id);
    this.#bytes -= bytesOf(record);
  }

  #remove(row: RegistrationRow): void {
    this.#registrations.delete(row.id);
    this.#ids.delete(subjectKey(row));
    for (const record of this.#records.values()) {
      if (record.registrationId === row.id) this.#records.set(record.id, { ...record, registrationId: null });
    }
  }

  #dropEnded(beforeMs: number): { registrations: number; sessions: number } {
    const records = [...this.#records.values()];
    const [inUse, sessionsInUse] = [
      new Set(records.map(({ registrationId }) => registrationId)),
      new Set(records.map(({ sessionId }) => sessionId)),
    ];
    const isBefore = (atMs: number | null) => atMs !== null && atMs < beforeMs;
    const registrations = [...this.#registrations.values()].filter(({ id, retiredAtMs, cancelledAtMs }) =>
      !inUse.has(id) && (isBefore(retiredAtMs) || isBefore(cancelledAtMs))
    );
    for (const row of registrations) this.#remove(row);
    const sessions = this.sessions(Infinity).filter(({ id, stoppedAtMs }) =>
      !sessionsInUse.has(id) && isBefore(stoppedAtMs)
    );
    for (const { id } of sessions) this.#forgotten.add(id);
    return { registrations: registrations.length, sessions: sessions.length };
  }

  #checkOpen(action: string): void {
    if (this.#closed) throw new Error(`Cannot ${action} in memory: the store is closed`);
  }
}

/** A copy that nobody can change, with texts as stores keep them. */
function plainRecord(record: ExecutionRecord): ExecutionRecord {
  const { id, kind, owner, instance, name, topic, error } = record;
  return {
    id: plainText(id),
    kind,
    owner: plainText(owner),
    instance: plainText(instance),
    name: plainText(name),
    topic: plainText(topic),
    tier: record.tier,
    registrationId: record.registrationId,
    sessionId: record.sessionId,
    startedAtMs: record.startedAtMs,
    durationMs: record.durationMs,
    status: record.status,
    timedOutBy: record.timedOutBy,
    dependencyFailed: record.dependencyFailed,
    error: error === null
      ? null
      : { type: plainText(error.type), message: plainText(error.message), stack: plainTextOrNull(error.stack) },
    triggerId: plainTextOrNull(record.triggerId),
    triggerOrigin: plainTextOrNull(record.triggerOrigin),
  };
}

function bytesOf({ id, owner, instance, name, topic, error, triggerId, triggerOrigin }: ExecutionRecord): number {
  const texts = [id, owner, instance, name, topic, error?.type, error?.message, error?.stack, triggerId, triggerOrigin];
  return texts.reduce((bytes, text) => bytes + 2 * (text?.length ?? 0), 500);
}
