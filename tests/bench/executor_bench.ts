import { AsyncLocalStorage } from "node:async_hooks";
import { executionTableSteps, executionValues, insertExecution } from "../../src/telemetry/stores/execution_table.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { Executor, MemoryExecutionStore, SqliteExecutionStore } from "../../src/telemetry/mod.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { inFreshProcess } from "./fresh_process.ts";
import { heapInUse } from "./heap.ts";
import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const batchSize = 100;
const handler = { kind: "handler", owner: "orders", name: "placed", topic: "order.placed" } as const;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

// deno-lint-ignore require-await
const body = async () => 1;

/** A store that takes everything and keeps nothing. */
function noStore() {
  return Object.assign(new MemoryExecutionStore(), { insert: () => [] });
}

/** A store that never answers: the queue behind it fills up. */
function deafStore() {
  return Object.assign(new MemoryExecutionStore(), { insert: () => new Promise<never>(() => {}) });
}

/** The rest of the program has its turn now and then, as it has in a server. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** What is compared: it does its work so many times. */
type Variant = (times: number) => Promise<void>;

/** Runs something with an executor, and stops it without waiting for anything. */
async function withExecutor(executor: Executor, work: (executor: Executor) => Promise<void>): Promise<void> {
  try {
    await work(executor);
  } finally {
    await executor.stop();
  }
}

const context = new AsyncLocalStorage<object>();

/** One after the other, as a handler of a queue is executed. */
async function each(times: number, act: () => Promise<unknown>): Promise<void> {
  for (let n = 1; n <= times; n++) {
    await act();
    if (n % 1_000 === 0) await turn();
  }
}

const executing = (executor: Executor) => () => executor.execute({ ...handler, run: body });

const path: Readonly<Record<string, Variant>> = {
  "await fn()": (times) => each(times, body),
  "await fn() in an async context": (times) => each(times, () => context.run({}, body)),
  "execute()": (times) =>
    withExecutor(new Executor({ store: noStore() }), (executor) => each(times, executing(executor))),
  "execute() with a time limit": (times) =>
    withExecutor(
      new Executor({ store: noStore() }),
      (executor) => each(times, () => executor.execute({ ...handler, run: body, timeoutMs: 60_000 })),
    ),
  "execute() into a full queue": (times) =>
    withExecutor(
      new Executor({ store: deafStore(), capacity: 1, stopMs: 0, logger: silent }),
      (executor) => each(times, executing(executor)),
    ),
};

function record(n: number): ExecutionRecord {
  return {
    ...handler,
    id: `01a204fe-47d8-702a-8535-${n.toString(16).padStart(12, "0")}`,
    instance: "",
    tier: "app",
    registrationId: null,
    sessionId: null,
    startedAtMs: 1_800_000_000_000 + n,
    durationMs: 0.125,
    status: "success",
    timedOutBy: null,
    dependencyFailed: false,
    error: null,
    triggerId: null,
    triggerOrigin: null,
  };
}

const stores: Readonly<Record<string, Variant>> = {
  "bare batched insert": async (times) => {
    using folder = new TempFolder();
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(folder.file("bare.db"));
    db.exec("PRAGMA journal_mode = WAL");
    for (const step of executionTableSteps) db.exec(step);
    const insert = db.prepare(insertExecution);
    for (let n = 0; n < times; n += batchSize) {
      db.exec("BEGIN IMMEDIATE");
      for (let row = 0; row < batchSize; row++) insert.run(...executionValues(record(n + row)));
      db.exec("COMMIT");
      await turn();
    }
    db.close();
  },
  "execute() into SQLite": async (times) => {
    using folder = new TempFolder();
    const store = await SqliteExecutionStore.open(folder.file("executions.db"));
    await withExecutor(new Executor({ store, batchSize }), async (executor) => {
      for (let n = 0; n < times; n += batchSize) {
        for (let row = 0; row < batchSize; row++) await executor.execute({ ...handler, run: body });
        await turn();
      }
    });
    if (store.summary()[0]?.executions !== times) throw new Error("executions are missing");
    store.close();
  },
};

async function microsecondsEach(times: number, variant: Variant): Promise<number> {
  const startedMs = performance.now();
  await variant(times);
  return (performance.now() - startedMs) / times * 1_000;
}

/** Two variants take turns, block by block, so that a slow moment of the machine strikes both. */
async function find(variants: Readonly<Record<string, Variant>>, times: number): Promise<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (let block = 0; block <= 5; block++) {
    for (const [name, variant] of Object.entries(variants)) {
      const us = await microsecondsEach(times, variant);
      if (block > 0) (found[name] ??= []).push(us); // In the first one the engine compiles.
    }
  }
  return found;
}

/** Heap in use after so many executions, in bytes. */
async function heapOf(executions: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  await withExecutor(new Executor({ store: noStore() }), async (executor) => {
    let done = 0;
    for (const goal of executions) {
      await each(goal - done, executing(executor));
      done = goal;
      await turn();
      found.push(heapInUse());
    }
  });
  return found;
}

const heapAt = [1_000_000, 10_000_000];

/** What an execution costs its caller, how many reach SQLite, and what they leave behind in memory. */
export async function measure(): Promise<Row[]> {
  const found = await rounds(
    3,
    ["path", "stores"],
    (name) => inFreshProcess<Record<string, number[]>>(import.meta.url, name),
  );
  const heaps = await rounds(1, ["heap"], (name) => inFreshProcess<number[]>(import.meta.url, name));
  const us = (part: "path" | "stores", name: string) => found[part]!.map((values) => median(values[name]!));
  const over = (name: string, versus: string): Row => {
    const more = us("path", name).map((value, round) => value - us("path", versus)[round]!);
    return {
      what: `${name}, over ${versus}`,
      unit: "µs",
      value: median(more),
      spread: spread(more),
      ...(name === "execute()" ? { limit: 3 } : {}),
    };
  };
  const toBare = ratios(us("stores", "execute() into SQLite"), us("stores", "bare batched insert"));
  const [few, many] = heaps.heap![0]!;
  return [
    over("await fn() in an async context", "await fn()"),
    over("execute()", "await fn()"),
    over("execute()", "await fn() in an async context"),
    over("execute() with a time limit", "await fn()"),
    over("execute() into a full queue", "await fn()"),
    {
      what: "execute() into SQLite, each",
      unit: "µs",
      value: median(us("stores", "execute() into SQLite")),
      versus: "bare batched insert",
      ratio: median(toBare),
      spread: spread(toBare),
      limit: 2,
    },
    {
      what: `heap kept per execution, from ${heapAt[0]!.toLocaleString("en")} to ${heapAt[1]!.toLocaleString("en")}`,
      unit: "B",
      value: (many! - few!) / (heapAt[1]! - heapAt[0]!),
      limit: 0.1,
    },
  ];
}

if (import.meta.main) {
  const answers: Readonly<Record<string, () => Promise<unknown>>> = {
    path: () => find(path, 100_000),
    stores: () => find(stores, 10_000),
    heap: () => heapOf(heapAt),
  };
  console.log(JSON.stringify(await answers[Deno.args[0]!]!()));
  Deno.exit();
}
