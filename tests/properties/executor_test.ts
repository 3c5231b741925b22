// Laws of an executor, whatever is executed and however its store fails: random loads, outages, answers that come late or lie, small capacities,
// a stop at any moment, with and without a place to leave records, and another start.
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Backoff, backoffCeiling } from "../../src/core/backoff.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { ExecutionContext, ExecutionOutcome } from "../../src/telemetry/execution.ts";
import type { ExecutionRecord, ExecutionStatus, ExecutionTier } from "../../src/telemetry/execution_record.ts";
import { Executor } from "../../src/telemetry/executor.ts";
import { RecordQueue, type RecordQueueTerms } from "../../src/telemetry/record_queue.ts";
import { holds } from "../support/law.ts";
import { seededRandom } from "../support/scripted_worker.ts";
import { accountedFor, epochMs } from "../telemetry/executor_bench.ts";
import { type InsertFault, ScriptedExecutionStore } from "../telemetry/scripted_execution_store.ts";

type Body = "answers" | "throws" | "waits" | "rejects" | "obeys" | "hangs" | "times out" | "nests" | "stops";
type Handler = "none" | "returns" | "throws" | "waits" | "hangs" | "executes";

/** Executions that are begun at one moment. */
interface Load {
  readonly atMs: number;
  readonly count: number;
  readonly body: Body;
  readonly ms: number;
  readonly timeoutMs: number | undefined;
  readonly cancelMs: number | undefined;
  readonly tier: ExecutionTier;
  readonly handler: Handler;
  /** Whether the store refuses the record for ever. */
  readonly isBad: boolean;
}

interface Outage {
  readonly fromMs: number;
  readonly ms: number;
  readonly fault: InsertFault;
}

/** What is done from within something that the executor calls. */
interface Reaction {
  readonly place: Place;
  readonly nth: number;
  readonly act: "execute" | "stop";
}
type Place = "insert" | "stored" | "log" | "handler";

interface World {
  readonly capacity: number;
  readonly batchSize: number;
  readonly flushMs: number;
  readonly retries: number;
  readonly backoff: Backoff;
  readonly storeTimeoutMs: number;
  readonly stopMs: number;
  readonly session: "none" | "known" | "sometimes";
  readonly spills: "none" | "work" | "fail";
  readonly retains: boolean;
  readonly loads: readonly Load[];
  readonly faults: readonly (InsertFault | undefined)[];
  readonly outages: readonly Outage[];
  readonly reactions: readonly Reaction[];
  readonly starts: boolean;
  readonly stopAtMs: number;
  readonly restartAfterMs: number;
  readonly seed: number;
}

const fault: fc.Arbitrary<InsertFault> = fc.oneof(
  fc.constantFrom<InsertFault>("throws", "rejects", "hangs", "uncertain"),
  fc.record({ lateMs: fc.nat(900) }),
  fc.record({ lateMs: fc.nat(400), then: fc.constant("rejects" as const) }),
);
const load: fc.Arbitrary<Load> = fc.record({
  atMs: fc.nat(3_000),
  count: fc.integer({ min: 1, max: 6 }),
  body: fc.constantFrom<Body>(
    "answers",
    "answers",
    "throws",
    "waits",
    "rejects",
    "obeys",
    "hangs",
    "times out",
    "nests",
    "stops",
  ),
  ms: fc.nat(500),
  timeoutMs: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
  cancelMs: fc.option(fc.nat(400), { nil: undefined }),
  tier: fc.constantFrom<ExecutionTier>("app", "app", "framework"),
  handler: fc.constantFrom<Handler>("none", "none", "returns", "throws", "waits", "hangs", "executes"),
  isBad: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
});
const world: fc.Arbitrary<World> = fc.record({
  capacity: fc.integer({ min: 1, max: 15 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  flushMs: fc.constantFrom(0, 50, 100),
  retries: fc.constantFrom(0, 1, 3, Infinity),
  backoff: fc.record({
    baseMs: fc.constantFrom(10, 100),
    multiplier: fc.constantFrom(1, 2),
    maxMs: fc.constantFrom(100, 1_000),
    jitter: fc.constantFrom("none", "equal"),
  }),
  storeTimeoutMs: fc.integer({ min: 50, max: 1_000 }),
  stopMs: fc.constantFrom(0, 100, 1_000),
  session: fc.constantFrom<World["session"]>("none", "none", "known", "sometimes"),
  spills: fc.constantFrom<World["spills"]>("none", "work", "work", "fail"),
  retains: fc.boolean(),
  loads: fc.array(load, { maxLength: 8 }),
  faults: fc.array(fc.option(fault, { nil: undefined }), { maxLength: 8 }),
  outages: fc.array(fc.record({ fromMs: fc.nat(3_000), ms: fc.nat(2_000), fault }), { maxLength: 2 }),
  reactions: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    fc.array(
      fc.record({
        place: fc.constantFrom<Place>("insert", "stored", "log", "handler"),
        nth: fc.nat(8),
        act: fc.constantFrom<Reaction["act"]>("execute", "execute", "stop"),
      }),
      { maxLength: 3 },
    ),
  ),
  starts: fc.boolean(),
  stopAtMs: fc.nat(4_000),
  restartAfterMs: fc.nat(1_000),
  seed: fc.nat(),
});

const badName = "bad";

/** An execution that was asked for, and how it came out. */
interface Asked {
  readonly load: Load;
  ended?: ExecutionStatus;
  outcome?: ExecutionOutcome<unknown>;
}

/** Records that were left somewhere, in memory. */
class SpillShelf {
  readonly works: boolean;
  readonly files = new Map<string, readonly ExecutionRecord[]>();
  readonly left: ExecutionRecord[] = [];

  constructor(works: boolean) {
    this.works = works;
  }

  write(records: readonly ExecutionRecord[]): string {
    if (!this.works) throw new Error("the disk is full");
    const path = `file ${this.left.length}`;
    this.files.set(path, records.map((record) => structuredClone(record)));
    this.left.push(...records);
    return path;
  }

  *pickUp() {
    for (const [path, records] of [...this.files]) {
      const keep = (rest: readonly ExecutionRecord[]) => void this.files.set(path, [...rest]);
      yield { path, records, unreadable: 0, remove: () => void this.files.delete(path), keep };
    }
  }
}

/** A queue that writes down what it is told. */
class WatchedQueue extends RecordQueue<ExecutionRecord> {
  readonly accepted: { readonly record: ExecutionRecord; readonly atMs: number; readonly isHeld: boolean }[] = [];
  /** Who was counted as stored, in that order. */
  readonly counted: ExecutionRecord[] = [];
  readonly wrong: string[] = [];
  /** When the store was not well, or busy. */
  readonly unwell: { readonly fromMs: number; toMs: number }[] = [];
  restoredCount = 0;
  looks = 0;
  #mayWriteAtMs = -Infinity;
  readonly #now: () => number;

  constructor(terms: RecordQueueTerms, now: () => number) {
    super(terms);
    this.#now = now;
  }

  override accept(record: ExecutionRecord, nowMs: number) {
    const lost = super.accept(record, nowMs);
    this.accepted.push({ record, atMs: nowMs, isHeld: lost === undefined });
    return lost;
  }

  override restored(stored: number, invalid: number) {
    this.restoredCount += stored + invalid;
    return super.restored(stored, invalid);
  }

  override next(nowMs: number) {
    this.looks++;
    const step = super.next(nowMs);
    if (step.do === "write") {
      if (nowMs < this.#mayWriteAtMs) this.wrong.push(`${nowMs}: it writes before ${this.#mayWriteAtMs}`);
      this.unwell.push({ fromMs: nowMs, toMs: Infinity });
    }
    return step;
  }

  override written(...given: Parameters<RecordQueue<ExecutionRecord>["written"]>) {
    const before = this.counts.stored;
    const answer = super.written(...given);
    const stored = this.counts.stored - before;
    const [batch, { noSession }] = given;
    const records = batch.records.filter(({ name, sessionId }) =>
      name !== badName && (noSession === 0 || sessionId !== null)
    );
    if (stored > 0) {
      this.counted.push(...records);
      if (records.length !== stored) this.wrong.push(`${stored} of ${records.length} records are counted as stored`);
    }
    this.#mayWriteAtMs = -Infinity;
    this.#isWell();
    return answer;
  }

  override failed(batch: Parameters<RecordQueue<ExecutionRecord>["failed"]>[0], nowMs: number) {
    const answer = super.failed(batch, nowMs);
    if (answer === "settled") return answer;
    const leastMs = backoffCeiling(this.terms.backoff, this.failuresInRow) *
      (this.terms.backoff.jitter === "equal" ? 0.49 : 1);
    this.#mayWriteAtMs = nowMs + (this.failuresInRow > 0 ? leastMs : 0);
    return answer;
  }

  override close() {
    this.#mayWriteAtMs = -Infinity;
    return super.close();
  }

  override open() {
    this.#mayWriteAtMs = -Infinity;
    return super.open();
  }

  #isWell() {
    for (const time of this.unwell) if (time.toMs === Infinity) time.toMs = this.#now();
  }
}

/** A world that is being lived through, and everything that can be said of it. */
class Lived {
  readonly world: World;
  readonly clock = new VirtualClock();
  readonly store = new ScriptedExecutionStore(this.clock);
  readonly shelf: SpillShelf;
  readonly executor: Executor;
  readonly asked: Asked[] = [];
  readonly told: ExecutionRecord[] = [];
  readonly wrong: string[] = [];
  readonly stopsAtMs: number[] = [];
  queue!: WatchedQueue;
  #reacts = true;
  #seen: Record<Place, number> = { insert: 0, stored: 0, log: 0, handler: 0 };

  private constructor(world: World) {
    this.world = world;
    const { clock } = this;
    const random = seededRandom(world.seed);
    const isDown = ({ fromMs, ms }: Outage) => clock.now() >= fromMs && clock.now() < fromMs + ms;
    this.shelf = new SpillShelf(world.spills === "work");
    this.store.faults = [...world.faults];
    this.store.faultAt = () => world.outages.find(isDown)?.fault;
    this.store.refuses = ({ name }) => name === badName;
    this.store.onInsert = () => this.#look("insert");
    const line = (message: string) => this.#look("log", message);
    const session = () => world.session === "known" || random() < 0.5 ? 1 : undefined;
    this.executor = new Executor({
      store: this.store,
      clock,
      random,
      wallClock: () => epochMs + clock.now(),
      capacity: world.capacity,
      batchSize: world.batchSize,
      flushMs: world.flushMs,
      retries: world.retries,
      backoff: world.backoff,
      storeTimeoutMs: world.storeTimeoutMs,
      stopMs: world.stopMs,
      errorHandlerMs: 300,
      errorHandlersAtOnce: 4,
      retention: world.retains ? { everyMs: 700 } : false,
      logger: { debug: line, info: line, warn: line, error: line },
      ...(world.session === "none" ? {} : { session }),
      onStored: (record) => {
        this.told.push(record);
        this.#look("stored");
      },
    }, {
      makeQueue: (terms) => this.queue = new WatchedQueue(terms, () => clock.now()),
      ...(world.spills === "none" ? {} : { spills: this.shelf }),
    });
  }

  static async through(world: World): Promise<Lived> {
    const lived = new Lived(world);
    const { clock, executor, store } = lived;
    if (world.starts) executor.start();
    const loads = world.loads.toSorted((a, b) => a.atMs - b.atMs);
    const [before, after] = [
      loads.filter(({ atMs }) => atMs <= world.stopAtMs),
      loads.filter(({ atMs }) => atMs > world.stopAtMs),
    ];
    await lived.#carry(before);
    await lived.#advanceTo(world.stopAtMs);
    await lived.#stop();
    await lived.#advanceTo(clock.now() + world.restartAfterMs);
    executor.start();
    await lived.#carry(after);
    await lived.#advanceTo(clock.now() + 500);
    // In the end all is well. Somebody may have stopped it meanwhile, so it starts once more.
    store.faults = [];
    store.faultAt = () => undefined;
    await lived.#stop();
    lived.#reacts = false;
    executor.start();
    await lived.#advanceTo(clock.now() + 60_000);
    await lived.#stop();
    await lived.#advanceTo(clock.now() + 60_000);
    return lived;
  }

  /** Whether somebody stopped it before a moment, or at it. */
  isStoppedBy(atMs: number): boolean {
    return this.stopsAtMs.some((stopMs) => stopMs <= atMs);
  }

  async #carry(loads: readonly Load[]): Promise<void> {
    for (const load of loads) {
      await this.#advanceTo(Math.max(this.clock.now(), load.atMs));
      for (let made = 0; made < load.count; made++) this.#execute(load);
      this.#look();
    }
  }

  /** Moves the clock on timer by timer, and looks after each. */
  async #advanceTo(ms: number): Promise<void> {
    while ((await this.clock.advanceTo(ms, { limit: 1 })).limited) this.#look();
    this.#look();
  }

  async #stop(): Promise<void> {
    const { clock, executor } = this;
    this.#stopNow();
    const stopped = executor.stop();
    const before = clock.now();
    let isOver = false;
    stopped.then(() => isOver = true);
    await this.#advanceTo(before + this.world.stopMs);
    // A wait for 0 ms is a turn of its own.
    await this.clock.advance(0);
    if (!isOver) this.wrong.push(`it had not stopped ${this.world.stopMs} ms after ${before}`);
    await this.#advanceTo(clock.now() + 1);
    const { waiting, retrying, writing } = executor.info().records;
    if (waiting + retrying + writing > 0) this.wrong.push(`${waiting + retrying + writing} are held after the stop`);
  }

  #stopNow(): void {
    this.stopsAtMs.push(this.clock.now());
    this.executor.stop();
  }

  #look(place?: Place, what = ""): void {
    const { records, running, leftBehind } = this.executor.info();
    const where = `${this.clock.now()} ${place ?? ""} ${what}`;
    const sum = accountedFor(records);
    if (sum !== records.accepted) this.wrong.push(`${where}: ${records.accepted} accepted, ${sum} accounted for`);
    const held = records.waiting + records.retrying + records.writing;
    if (held > this.world.capacity) this.wrong.push(`${where}: ${held} are held`);
    if (Math.min(records.waiting, records.retrying, records.writing, running, leftBehind) < 0) {
      this.wrong.push(`${where}: a number is below 0`);
    }
    if (records.stored > this.store.stored.length) {
      this.wrong.push(`${where}: ${records.stored} are counted as stored, and ${this.store.stored.length} are`);
    }
    if (place === undefined || !this.#reacts) return;
    const nth = this.#seen[place]++;
    for (const reaction of this.world.reactions) {
      if (reaction.place !== place || reaction.nth !== nth) continue;
      if (reaction.act === "stop") this.#stopNow();
      else this.#execute(plainLoad);
    }
  }

  #execute(load: Load): void {
    const asked: Asked = { load };
    this.asked.push(asked);
    const stopper = new AbortController();
    if (load.cancelMs === 0) stopper.abort();
    else if (load.cancelMs !== undefined) this.clock.sleep(load.cancelMs).then(() => stopper.abort());
    this.executor.execute({
      kind: "handler",
      owner: "app",
      name: load.isBad ? badName : "good",
      tier: load.tier,
      run: (context) => this.#body(load, context),
      ...(load.timeoutMs === undefined ? {} : { timeoutMs: load.timeoutMs }),
      ...(load.cancelMs === undefined ? {} : { signal: stopper.signal }),
      ...(load.handler === "none" ? {} : { onError: () => this.#handler(load) }),
    }).then((outcome) => {
      asked.outcome = outcome;
      asked.ended = outcome.status;
    }, () => asked.ended = "cancelled");
  }

  #body({ body, ms }: Load, { signal }: ExecutionContext): unknown {
    switch (body) {
      case "answers":
        return ms;
      case "throws":
        throw new Error("body");
      case "waits":
        return this.clock.sleep(ms);
      case "rejects":
        return this.clock.sleep(ms).then(() => Promise.reject("body"));
      case "obeys":
        return this.clock.sleep(60_000, signal);
      case "hangs":
        return new Promise(() => {});
      case "times out":
        return Promise.reject(new DOMException("mine", "TimeoutError"));
      case "nests":
        this.#execute(plainLoad);
        return this.clock.sleep(ms).then(() => this.#execute(plainLoad));
      case "stops":
        signal.addEventListener("abort", () => this.#stopNow());
        return this.clock.sleep(ms);
      default:
        return body satisfies never;
    }
  }

  #handler({ handler, ms }: Load): unknown {
    this.#look("handler");
    switch (handler) {
      case "throws":
        throw new Error("handler");
      case "waits":
        return this.clock.sleep(ms);
      case "hangs":
        return new Promise(() => {});
      case "executes":
        return this.#execute(plainLoad);
      default:
        return undefined;
    }
  }
}

const plainLoad: Load = {
  atMs: 0,
  count: 1,
  body: "answers",
  ms: 0,
  timeoutMs: undefined,
  cancelMs: undefined,
  tier: "app",
  handler: "none",
  isBad: false,
};

function idsOf(records: readonly ExecutionRecord[]): string[] {
  return records.map(({ id }) => id);
}

/** Each law says what is wrong with a world that was lived through. */
const laws: Readonly<Record<string, (lived: Lived) => string[]>> = {
  "Executor accounts for every record at every moment, and holds no more than its capacity": ({ wrong }) => wrong,

  "Executor makes exactly one record of an execution, with the status of its outcome": ({ asked, queue, executor }) => {
    const records = new Map(queue.accepted.map(({ record }) => [record.id, record]));
    const wrong = asked.filter(({ ended }) => ended === undefined).map(({ load }) => `${load.body} did not end`);
    if (records.size !== queue.accepted.length) wrong.push("two records have one id");
    if (records.size !== asked.length) wrong.push(`${asked.length} executions, ${records.size} records`);
    for (const { outcome } of asked) {
      if (outcome === undefined) continue;
      const { status, durationMs } = records.get(outcome.id) ?? {};
      if (status !== outcome.status || durationMs !== outcome.durationMs) {
        wrong.push(`${outcome.status} is recorded as ${status}`);
      }
    }
    const cancelled = (statuses: readonly (string | undefined)[]) =>
      statuses.filter((status) => status === "cancelled").length;
    if (
      cancelled(asked.map(({ ended }) => ended)) !== cancelled([...records.values()].map(({ status }) => status))
    ) wrong.push("cancelled executions and records differ");
    const { accepted } = executor.info().records;
    if (accepted !== asked.length + queue.restoredCount) wrong.push(`${accepted} accepted`);
    return wrong;
  },

  "Executor tells of each record of the tier app once when it is stored, in the order of storing": (
    { told, queue, shelf, store },
  ) => {
    const wrong: string[] = [];
    const ids = idsOf(told);
    if (new Set(ids).size !== ids.length) wrong.push("it told of one twice");
    const left = new Set(idsOf(shelf.left));
    const app = queue.counted.filter(({ tier }) => tier === "app");
    const direct = ids.filter((id) => !left.has(id));
    if (direct.join() !== idsOf(app).join()) wrong.push(`told ${direct.length}, stored ${app.length}`);
    const restored = ids.filter((id) => left.has(id));
    const expected = shelf.left.filter(({ tier, name }) => tier === "app" && name !== badName).length;
    if (restored.length !== expected) wrong.push(`told ${restored.length} of ${expected} that were picked up`);
    const stored = new Set(store.ids);
    for (const id of ids) if (!stored.has(id)) wrong.push(`${id} is not stored`);
    return wrong;
  },

  "Executor counts as stored what the store has": ({ queue, store, executor, shelf }) => {
    const stored = new Set(store.ids);
    const good = shelf.left.filter(({ name }) => name !== badName);
    const counted = [...idsOf(queue.counted), ...idsOf(good)];
    const wrong = counted.filter((id) => !stored.has(id)).map((id) => `${id} is not stored`);
    if (new Set(counted).size !== counted.length) wrong.push("one is counted twice");
    const count = executor.info().records.stored;
    if (count !== counted.length) wrong.push(`${count} are counted as stored, not ${counted.length}`);
    if (new Set(store.ids).size !== store.ids.length) wrong.push("the store has one twice");
    return wrong;
  },

  "Executor picks up what it left at a stop": ({ shelf, executor }) => {
    const { spilled } = executor.info().records;
    const wrong = shelf.files.size > 0 ? [`${shelf.files.size} files are left`] : [];
    return spilled === shelf.left.length ? wrong : [...wrong, `${spilled} of ${shelf.left.length} are counted`];
  },

  "Executor writes batches that are no larger than they may be": ({ store, world }) =>
    store.calls.filter(({ ids }) => ids.length > world.batchSize || ids.length === 0).map(({ ids }) => `${ids.length}`),

  "Executor leaves the store alone after it failed, and does not spin": ({ queue, store, stopsAtMs }) => {
    const most = 4 * (queue.accepted.length + store.calls.length + stopsAtMs.length) + 10;
    return queue.looks <= most ? queue.wrong : [...queue.wrong, `it looked ${queue.looks} times`];
  },

  "Executor lets no record wait longer than its flush interval while the store is well": (lived) => {
    const { queue, store, world: { flushMs } } = lived;
    const triedAtMs = new Map<string, number>();
    for (const { atMs, ids } of store.calls) {
      for (const id of ids) if (!triedAtMs.has(id)) triedAtMs.set(id, atMs);
    }
    return queue.accepted.flatMap(({ record: { id }, atMs, isHeld }) => {
      const untilMs = atMs + flushMs;
      const isUnwell = queue.unwell.some(({ fromMs, toMs }) => fromMs < toMs && fromMs <= untilMs && toMs >= atMs);
      if (!isHeld || isUnwell || lived.isStoppedBy(untilMs)) return [];
      const tried = triedAtMs.get(id);
      if (tried === undefined && lived.world.session === "sometimes") return [];
      return tried !== undefined && tried <= untilMs ? [] : [`came at ${atMs}, was written at ${tried}`];
    });
  },

  "Executor ends everything at its limit, and not before": ({ asked }) =>
    asked.flatMap(({ outcome, load: { timeoutMs } }) => {
      if (outcome === undefined || timeoutMs === undefined) return [];
      const isByLimit = outcome.status === "timed-out" && outcome.timedOutBy === "limit";
      if (isByLimit ? outcome.durationMs === timeoutMs : outcome.durationMs <= timeoutMs) return [];
      return [`${outcome.status} after ${outcome.durationMs} ms, with a limit of ${timeoutMs} ms`];
    }),

  "Executor leaves no timer behind": ({ clock }) => clock.pending === 0 ? [] : [`${clock.pending} are left`],

  "Executor has nothing under way at the end but bodies and handlers that hang": ({ executor, asked }) => {
    const { running, leftBehind, errorHandlers } = executor.info();
    const hang = (what: (load: Load) => boolean) => asked.filter(({ load }) => what(load)).length;
    const wrong = running === 0 ? [] : [`${running} run`];
    if (leftBehind > hang(({ body }) => body === "hangs")) wrong.push(`${leftBehind} bodies go on`);
    if (errorHandlers.running > hang(({ handler }) => handler === "hangs")) {
      wrong.push(`${errorHandlers.running} handlers go on`);
    }
    return wrong;
  },
};

const numRuns = 100;

for (const [law, check] of Object.entries(laws)) {
  Deno.test(law, async (t) => {
    const property = fc.asyncProperty(world, async (world) => assertEquals(check(await Lived.through(world)), []));
    await holds(t, property, { numRuns });
  });
}
