import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";

/** When everything in the samples begins: 2026-01-31 18:00 UTC. */
export const epochMs: number = Date.UTC(2026, 0, 31, 18);

/** An id that grows with its number. */
export function idOf(number: number): string {
  return `019c1500-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** A handler's success, but for what is given. */
export function anExecution(number: number, given: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    id: idOf(number),
    kind: "handler",
    owner: "billing",
    instance: "",
    name: "on order",
    topic: "orders.new",
    tier: "app",
    registrationId: null,
    sessionId: 2,
    startedAtMs: epochMs + number * 1_000,
    durationMs: 250,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: null,
    triggerOrigin: null,
    ...given,
  };
}

const tidyUp = { kind: "job", owner: "ingest", instance: "1", name: "tidy up", topic: "" } as const;
const sync = { kind: "job", owner: "ingest", instance: "2", name: "synchronise everything", topic: "" } as const;

/** Executions of each kind and status, in two sessions. */
export const sampleExecutions: readonly ExecutionRecord[] = [
  anExecution(1, { sessionId: 1, durationMs: 12.5 }),
  anExecution(2, {
    sessionId: 1,
    ...tidyUp,
    durationMs: 90_000,
    status: "timed-out",
    timedOutBy: "limit",
    error: { type: "TimeoutError", message: "execution timed out", stack: null },
  }),
  anExecution(610),
  anExecution(612, {
    status: "error",
    durationMs: 31.4,
    error: {
      type: "TypeError",
      message: 'Cannot read "customer" of undefined',
      stack: "at onOrder (on_order.ts:12:7)\n\tat bus.ts:40:3",
    },
    registrationId: 1,
    triggerId: "order 77",
    triggerOrigin: "LOCAL",
  }),
  anExecution(613, { ...sync, durationMs: 45_500 }),
  anExecution(640, { durationMs: 0.25 }),
  anExecution(655, {
    ...sync,
    durationMs: 1_200,
    status: "error",
    dependencyFailed: true,
    error: { type: "DependencyError", message: "database is not ready", stack: null },
  }),
  anExecution(660, {
    status: "error",
    durationMs: 29,
    error: { type: "TypeError", message: 'Cannot read "customer" of undefined', stack: "at on_order.ts:12:7" },
  }),
  anExecution(661, { ...tidyUp, durationMs: 8_000, status: "cancelled" }),
  anExecution(665, {
    durationMs: 5,
    status: "timed-out",
    timedOutBy: "body",
    error: { type: "TimeoutError", message: "no answer from the bank", stack: null },
  }),
];

/** Makes a store in a file: a session that ended well, one that failed, a handler, two jobs of which one was cancelled, and these executions. */
export async function makeStore(
  path: string,
  executions: readonly ExecutionRecord[] = sampleExecutions,
): Promise<void> {
  const sessions = await SqliteSessionStore.open(path);
  const first = sessions.create({ application: "shop", atMs: epochMs, heartbeatMs: 300_000 });
  sessions.finish(first, { atMs: epochMs + 120_000, error: null, drops: {} });
  const second = sessions.create({ application: "shop", atMs: epochMs + 600_000, heartbeatMs: 300_000 });
  const error = { type: "FatalReason", message: "the disk is full", stack: null };
  sessions.finish(second, { atMs: epochMs + 670_000, error, drops: { overflow: 3, shutdown: 1_204 } });
  sessions.close();
  const store = await SqliteExecutionStore.open(path);
  const common = { tier: "app", oneShot: false } as const;
  const onOrder = { kind: "handler", owner: "billing", instance: "", name: "on order", topic: "orders.new" } as const;
  store.register({ ...onOrder, ...common, schedule: null }, epochMs);
  store.register({ ...sync, ...common, schedule: "every 15 min" }, epochMs);
  store.cancel(store.register({ ...tidyUp, ...common, oneShot: true, schedule: "at 18:00" }, epochMs), epochMs + 2_000);
  const rejected = store.insert(executions);
  store.close();
  if (rejected.length > 0) throw new Error(`Cannot make a sample store: ${rejected[0]!.reason}`);
}
