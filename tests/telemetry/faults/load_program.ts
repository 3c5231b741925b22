// A process that executes and stores as fast as it can, or only picks up what others have left; it says so line by line:
//   here                      it has not opened the store yet, and waits for a line if it was told to
//   open                      the store is open, and the executor is started
//   handed <number> <id> …    these are executed now; said before any of them can be stored
//   stored <id> …             these were told to be stored
//   over <counts>             it was told to stop by a line, and has done so
import { Executor } from "../../../src/telemetry/executor.ts";
import type { ExecutionStore } from "../../../src/telemetry/execution_store.ts";
import { PostgresExecutionStore } from "../../../src/telemetry/postgres/postgres_execution_store.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { loadedRequest } from "./loaded_row.ts";
import { assertLaw } from "./record_law.ts";

/** What the process is told. */
export interface LoadProgramOptions {
  readonly store:
    | { readonly kind: "sqlite"; readonly path: string }
    | { readonly kind: "postgres"; readonly url: string; readonly schema: string };
  readonly owner: string;
  /** How many are executed in one go. */
  readonly atOnce: number;
  /** How many are executed in all. */
  readonly most: number;
  /** The most records that are held, but for what is executed in one go. */
  readonly held: number;
  readonly spillFolder?: string;
  /** Whether it waits for a line before it opens the store. */
  readonly waits?: boolean;
}

if (import.meta.main) await main(JSON.parse(Deno.args[0]!));

async function main({ store: where, owner, atOnce, most, held, spillFolder, waits }: LoadProgramOptions) {
  const input = Deno.stdin.readable.getReader();
  say("here");
  if (waits) await input.read();
  const store: ExecutionStore & { close(): unknown } = where.kind === "sqlite"
    ? await SqliteExecutionStore.open(where.path)
    : await PostgresExecutionStore.open(where.url, {
      schema: where.schema,
      connectTimeoutMs: 400,
      statementTimeoutMs: 400,
    });
  let stored: string[] = [];
  const executor = new Executor({
    store,
    flushMs: 0,
    spillFolder,
    retries: Infinity,
    backoff: { baseMs: 10, multiplier: 2, maxMs: 100, jitter: "none" },
    logger: {
      debug() {},
      info() {},
      // A body that throws says so too, which is no news.
      warn: (sentence) => /^(?:Handler|Job) /.test(`${sentence}`) || console.error(sentence),
      error: (sentence) => /^(?:Handler|Job) /.test(`${sentence}`) || console.error(sentence),
    },
    onStored: ({ id }) => {
      if (stored.length === 0) {
        queueMicrotask(() => {
          say(`stored ${stored.join(" ")}`);
          stored = [];
        });
      }
      stored.push(id);
    },
  });
  executor.start();
  say("open");
  let isOver = false;
  input.read().then(() => isOver = true);
  for (let number = 0; !isOver;) {
    const { accepted, ...counts } = executor.info().records;
    assertLaw({ accepted, ...counts });
    if (number < most && counts.waiting + counts.retrying + counts.writing < held) {
      const ids: string[] = [];
      const first = number;
      while (ids.length < atOnce) executor.execute(loadedRequest(owner, number++, (id) => ids.push(id)));
      say(`handed ${first} ${ids.join(" ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await executor.stop();
  assertLaw(executor.info().records);
  say(`over ${JSON.stringify(executor.info().records)}`);
  await store.close();
}

/** Says a line at once, to the last byte, before anything else can happen. */
function say(line: string): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let written = 0; written < bytes.length;) written += Deno.stdout.writeSync(bytes.subarray(written));
}
