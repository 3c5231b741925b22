import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { pickUpSpills, type SpillPickUpTerms } from "../../src/telemetry/spill_pick_up.ts";
import { recordOf } from "./stores/execution_rows.ts";

/** Records of these numbers. */
function recordsOf(...numbers: number[]): ExecutionRecord[] {
  return numbers.map((number) => recordOf(number));
}

/** Files in memory, and a store that fails as it is told to. */
class Bench {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly files = new Map<string, { records: ExecutionRecord[]; unreadable: number }>();
  readonly end = new AbortController();
  readonly restored = new Map<string, number>();
  readonly calls: { readonly atMs: number; readonly numbers: number[] }[] = [];
  /** What the next calls of the store throw. */
  faults: unknown[] = [];
  folderFaults: Error[] = [];
  /** Whether what is left of a file can be written. */
  keeps = true;
  isOver = false;

  begin(terms: Partial<SpillPickUpTerms> = {}, end = this.end): void {
    this.isOver = false;
    pickUpSpills({
      folder: { pickUp: () => this.#pickUp() },
      batchSize: 2,
      restore: (records) => this.#restore(records),
      backoff: { baseMs: 1_000, multiplier: 2, maxMs: 30_000, jitter: "none" },
      random: () => 0.5,
      clock: this.clock,
      restored: this.restored,
      say: (level, sentence) => void this.log.push(`${level}: ${sentence}`),
      ...terms,
    }, end.signal).then(() => this.isOver = true);
  }

  leave(path: string, records: ExecutionRecord[], unreadable = 0): void {
    this.files.set(path, { records, unreadable });
  }

  *#pickUp() {
    const fault = this.folderFaults.shift();
    if (fault !== undefined) throw fault;
    for (const [path, file] of [...this.files]) {
      const keep = (records: readonly ExecutionRecord[]) => {
        if (!this.keeps) throw new Error("the disk is full");
        this.files.set(path, { ...file, records: [...records] });
      };
      yield { path, ...file, remove: () => void this.files.delete(path), keep };
    }
  }

  async #restore(records: readonly ExecutionRecord[]): Promise<void> {
    this.calls.push({ atMs: this.clock.now(), numbers: records.map(({ id }) => parseInt(id.slice(-12), 16)) });
    await this.clock.sleep(10);
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
  }
}

Deno.test("pickUpSpills() brings files to the store in batches, and removes each when it is there", async () => {
  const bench = new Bench();
  bench.leave("a", recordsOf(1, 2, 3));
  bench.leave("b", recordsOf(4));
  bench.begin();
  await bench.clock.advance(15);
  assertEquals([...bench.files.keys()], ["a", "b"]);
  await bench.clock.runUntilIdle();
  assertEquals(bench.calls.map(({ numbers }) => numbers), [[1, 2], [3], [4]]);
  assertEquals([bench.files.size, bench.isOver], [0, true]);
  assertEquals(bench.log, [
    'info: 3 executions of an earlier run, left in "a", were picked up',
    'info: 1 executions of an earlier run, left in "b", were picked up',
  ]);
});

Deno.test("pickUpSpills() says how many lines are lost, and removes a file without records", async () => {
  const bench = new Bench();
  bench.leave("a", [], 2);
  bench.begin();
  await bench.clock.runUntilIdle();
  assertEquals([bench.calls, bench.files.size], [[], 0]);
  assertEquals(bench.log, ['warn: 2 lines of "a" were no executions, and are lost']);
});

Deno.test("pickUpSpills() goes on where the store failed, later each time, and says so once", async () => {
  const bench = new Bench();
  bench.leave("a", recordsOf(1, 2, 3, 4));
  bench.faults = [undefined, new Error("down"), new Error("down"), undefined];
  bench.begin();
  await bench.clock.runUntilIdle();
  assertEquals(bench.calls, [
    { atMs: 0, numbers: [1, 2] },
    { atMs: 10, numbers: [3, 4] },
    { atMs: 1_020, numbers: [3, 4] },
    { atMs: 3_030, numbers: [3, 4] },
  ]);
  assertEquals([bench.files.size, bench.isOver], [0, true]);
  assertEquals(
    bench.log.map((line) => line.slice(0, 68)),
    [
      "warn: Executions of an earlier run could not be picked up yet: Error: ",
      'info: 2 executions of an earlier run, left in "a", were picked up',
    ].map((line) => line.slice(0, 68)),
  );
});

Deno.test("pickUpSpills() tries again when the folder cannot be read", async () => {
  const bench = new Bench();
  bench.leave("a", recordsOf(1));
  bench.folderFaults = [new Error("no folder")];
  bench.begin();
  await bench.clock.runUntilIdle();
  assertEquals(bench.calls, [{ atMs: 1_000, numbers: [1] }]);
});

Deno.test("pickUpSpills() ends between two batches, and goes on there the next time", async () => {
  const bench = new Bench();
  bench.leave("a", recordsOf(1, 2, 3));
  bench.begin();
  await bench.clock.advance(5);
  bench.end.abort();
  await bench.clock.advance(100);
  assertEquals([bench.calls.length, bench.isOver, bench.files.size], [1, true, 1]);
  bench.begin({}, new AbortController());
  await bench.clock.runUntilIdle();
  assertEquals(bench.calls.map(({ numbers }) => numbers), [[1, 2], [3]]);
  assertEquals([bench.files.size, bench.restored.size], [0, 0]);
});

Deno.test("pickUpSpills() that is ended while it waits leaves no timer behind", async () => {
  const bench = new Bench();
  bench.folderFaults = [new Error("no folder")];
  bench.begin();
  await bench.clock.advance(500);
  bench.end.abort();
  await bench.clock.advance(0);
  assertEquals([bench.isOver, bench.clock.pending, bench.log.length], [true, 0, 1]);
});

Deno.test("pickUpSpills() says that its clock fails, and ends", async () => {
  const bench = new Bench();
  bench.folderFaults = [new Error("no folder")];
  bench.begin({ clock: { now: () => 0, sleep: () => Promise.reject(new Error("no time")) } });
  await bench.clock.advance(0);
  assertEquals(bench.isOver, true);
  assertEquals(bench.log.at(-1), "warn: Executions of an earlier run are not picked up: Error: no time");
});

for (const keeps of [true, false]) {
  Deno.test(`pickUpSpills() brings what is left after an interruption, ${keeps ? "from the file" : "from memory"}`, async () => {
    const scene = new Bench();
    scene.keeps = keeps;
    scene.leave("a", [1, 2, 3, 4, 5].map((n) => recordOf(n)));
    scene.faults = [undefined, new Error("away")];
    scene.begin();
    await scene.clock.advance(20);
    assertEquals(scene.files.get("a")!.records.length, keeps ? 3 : 5);
    await scene.clock.advance(2_000);
    assertEquals(scene.calls.map(({ numbers }) => numbers), [[1, 2], [3, 4], [3, 4], [5]]);
    assertEquals([scene.files.size, scene.restored.size, scene.isOver], [0, 0, true]);
  });
}
