import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { Pruned, Retention } from "../../src/telemetry/execution_store.ts";
import { retain, type RetentionTerms } from "../../src/telemetry/retention.ts";

const nothing: Pruned = { byAge: 0, bySize: 0, registrations: 0, sessions: 0, isMore: false };

class Bench {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly calls: { readonly atMs: number; readonly retention: Retention }[] = [];
  readonly end = new AbortController();
  /** What the next calls answer. */
  answers: (Partial<Pruned> | Error | "hangs")[] = [];
  isOver = false;

  begin(terms: Partial<RetentionTerms> = {}): void {
    retain({
      store: { prune: (retention) => this.#prune(retention) },
      retention: { maxAgeMs: 1_000, maxBytes: 5_000, everyMs: 60_000 },
      clock: this.clock,
      wallClock: () => 10_000.7 + this.clock.now(),
      storeTimeoutMs: 3_000,
      say: (level, sentence) => void this.log.push(`${level}: ${sentence}`),
      ...terms,
    }, this.end.signal).then(() => this.isOver = true);
  }

  #prune(retention: Retention): Pruned | Promise<Pruned> {
    this.calls.push({ atMs: this.clock.now(), retention });
    const answer = this.answers.shift();
    if (answer === "hangs") return new Promise(() => {});
    if (answer instanceof Error) throw answer;
    return { ...nothing, ...answer };
  }
}

Deno.test("retain() deletes at once and then every so often, until it is ended", async () => {
  const bench = new Bench();
  bench.begin();
  await bench.clock.advance(120_000);
  assertEquals(bench.calls.map(({ atMs }) => atMs), [0, 60_000, 120_000]);
  assertEquals(bench.calls[0]?.retention, { beforeMs: 9_000, maxBytes: 5_000, atMost: 1_000 });
  assertEquals(bench.calls[1]?.retention.beforeMs, 69_000);
  bench.end.abort();
  await bench.clock.advance(0);
  assertEquals([bench.isOver, bench.clock.pending, bench.log], [true, 0, []]);
});

Deno.test("retain() asks for no age and no size where there is no limit", async () => {
  const bench = new Bench();
  bench.begin({ retention: { maxAgeMs: Infinity, maxBytes: Infinity, everyMs: 1 } });
  await bench.clock.advance(0);
  assertEquals(bench.calls[0]?.retention, { beforeMs: null, maxBytes: null, atMost: 1_000 });
});

Deno.test("retain() goes on in steps while there is more, and says the sum", async () => {
  const bench = new Bench();
  bench.answers = [{ byAge: 1_000, isMore: true }, { byAge: 200, bySize: 800, isMore: true }, { bySize: 5 }];
  bench.begin();
  await bench.clock.advance(10);
  assertEquals(bench.calls.length, 3);
  assertEquals(bench.log, [
    "warn: 805 executions were deleted, because the store is larger than 5000 bytes",
    "info: 1200 executions were deleted, because they were older than 1000 ms",
  ]);
});

Deno.test("retain() ends between two steps", async () => {
  const bench = new Bench();
  bench.answers = Array(100).fill({ isMore: true });
  bench.begin({
    store: {
      prune: () => {
        if (bench.calls.push({ atMs: 0, retention: { beforeMs: 0, maxBytes: 0, atMost: 0 } }) === 3) bench.end.abort();
        return { ...nothing, isMore: true };
      },
    },
  });
  await bench.clock.advance(1_000);
  assertEquals([bench.calls.length, bench.isOver, bench.clock.pending], [3, true, 0]);
});

for (const answer of [new Error("the disk is full"), "hangs"] as const) {
  Deno.test(`retain() says that the store ${answer === "hangs" ? "hangs" : "throws"}, and tries the next time`, async () => {
    const bench = new Bench();
    bench.answers = [answer];
    bench.begin();
    await bench.clock.advance(63_000);
    const why = answer === "hangs" ? "Error: Cannot delete old executions within 3000 ms" : "Error: the disk is full";
    assertEquals(bench.log, [`warn: Old executions could not be deleted: ${why}`]);
    assertEquals(bench.calls.length, 2);
  });
}

Deno.test("retain() says that its clock fails, and ends", async () => {
  const bench = new Bench();
  const clock = { now: () => 0, sleep: () => Promise.reject(new Error("no time")) };
  bench.begin({ clock, store: { prune: () => nothing } });
  await bench.clock.advance(10);
  assertEquals(bench.isOver, true);
  assertEquals(bench.log.at(-1), "warn: Old executions are deleted no more: Error: no time");
});

Deno.test("retain() that is ended before it begins deletes nothing", async () => {
  const bench = new Bench();
  bench.end.abort();
  bench.begin();
  await bench.clock.advance(10);
  assertEquals([bench.calls, bench.isOver], [[], true]);
});
