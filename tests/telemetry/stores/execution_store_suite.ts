// What every store of executions does, whatever holds its rows.
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Awaitable, SessionStore } from "../../../src/services/sessions/session_store.ts";
import type { ExecutionRecord } from "../../../src/telemetry/execution_record.ts";
import type { ExecutionStore, Registration } from "../../../src/telemetry/execution_store.ts";
import type { ExecutionFilter, ExecutionQuery } from "../../../src/telemetry/history/execution_history.ts";
import { idOf, recordOf, registrationOf } from "./execution_rows.ts";

/** A store without rows, for one test. */
export interface OpenedStore {
  readonly store: ExecutionStore;
  /** Sessions in the same place; the tests of sessions are left out without it. */
  readonly sessions?: SessionStore;
  /** Called when the test is over, after the store was closed. */
  end?(): Awaitable<void>;
}

const keepAll = { beforeMs: null, maxBytes: null, atMost: 1_000 };
const error = { type: "TypeError", message: "no such thing", stack: "at a\n  at b" };

/** The numbers of records, by their ids. */
function numbers(records: readonly ExecutionRecord[]): number[] {
  return records.map(({ id }) => parseInt(id.slice(-12), 16));
}

function range(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** Registers a test for each sentence of what a store promises; `open` is called once a test. */
export function executionStoreSuite(name: string, open: () => Promise<OpenedStore>): void {
  const criterion = (title: string, act: (store: ExecutionStore, opened: OpenedStore) => Promise<void>) =>
    Deno.test(
      title.replace(/^(X\d+: )?/, `$1${name}.`),
      async () => {
        const opened = await open();
        try {
          await act(opened.store, opened);
        } finally {
          await opened.store.close();
          await opened.end?.();
        }
      },
    );
  const withSessions = (title: string, act: (store: ExecutionStore, sessions: SessionStore) => Promise<void>) =>
    criterion(title, async (store, { sessions }) => {
      if (sessions !== undefined) return await act(store, sessions);
      assertEquals(await store.sessions(), []);
    });

  // Writing

  criterion("insert() keeps every field as it is", async (store) => {
    const registrationId = await store.register(registrationOf(), 500);
    const full = recordOf(1, {
      kind: "job",
      instance: "2",
      tier: "framework",
      registrationId,
      sessionId: 7,
      startedAtMs: Number.MAX_SAFE_INTEGER,
      durationMs: 0.123456789,
      status: "timed-out",
      timedOutBy: "limit",
      dependencyFailed: true,
      error,
      triggerId: "event 9",
      triggerOrigin: "LOCAL",
    });
    const records = [full, recordOf(2), recordOf(3, { status: "error", error: { ...error, stack: null } })];
    assertEquals(await store.insert(records), []);
    assertEquals(await store.executions({ order: "oldest" }), [...records.slice(1), full]);
  });

  criterion("insert() keeps integral durations", async (store) => {
    await store.insert([recordOf(1, { durationMs: 0 }), recordOf(2, { durationMs: 2 ** 40 })]);
    assertEquals((await store.executions({ order: "oldest" })).map(({ durationMs }) => durationMs), [0, 2 ** 40]);
  });

  criterion("insert() of nothing does nothing", async (store) => {
    assertEquals([await store.insert([]), await store.executions()], [[], []]);
  });

  criterion("insert() leaves a record that is there as it is, and counts it as written", async (store) => {
    await store.insert([recordOf(1)]);
    const again = [recordOf(1, { owner: "other", status: "error", error }), recordOf(2)];
    assertEquals(await store.insert(again), []);
    assertEquals(await store.executions({ order: "oldest" }), [recordOf(1), recordOf(2)]);
  });

  criterion("insert() of one id twice in a call writes the first", async (store) => {
    assertEquals(await store.insert([recordOf(1), recordOf(1, { owner: "other" }), recordOf(2)]), []);
    assertEquals(await store.executions({ order: "oldest" }), [recordOf(1), recordOf(2)]);
  });

  criterion("insert() takes many records at once", async (store) => {
    const records = range(2_500).map((number) => recordOf(number));
    assertEquals(await store.insert(records), []);
    assertEquals(numbers(await store.executions({ order: "oldest", limit: Infinity })), range(2_500));
  });

  criterion("X26: insert() stores a good row and one without a registration", async (store) => {
    const registrationId = await store.register(registrationOf(), 500);
    const rejected = await store.insert([recordOf(1, { registrationId }), recordOf(2)]);
    const rows = await store.executions({ order: "oldest" });
    assertEquals([rejected, rows.map((row) => row.registrationId)], [[], [registrationId, null]]);
  });

  criterion("X26: insert() stores a row whose registration is not there without it", async (store) => {
    const registrationId = await store.register(registrationOf(), 500);
    const ids = [registrationId, registrationId + 1, 0, -1, Number.MAX_SAFE_INTEGER];
    assertEquals(await store.insert(ids.map((id, index) => recordOf(index, { registrationId: id }))), []);
    const rows = await store.executions({ order: "oldest" });
    assertEquals(rows.map((row) => row.registrationId), [registrationId, null, null, null, null]);
  });

  const bad: Record<string, Record<string, unknown>> = {
    "an empty id": { id: "" },
    "an id that is no text": { id: 7 },
    "an unknown kind": { kind: "thing" },
    "no kind": { kind: null },
    "an unknown tier": { tier: "core" },
    "no owner": { owner: null },
    "an instance that is no text": { instance: 0 },
    "no name": { name: undefined },
    "a topic that is an object": { topic: {} },
    "a registration that is a text": { registrationId: "1" },
    "a registration that is a fraction": { registrationId: 1.5 },
    "a session that is no number": { sessionId: NaN },
    "no session": { sessionId: undefined },
    "no start": { startedAtMs: null },
    "a start between two milliseconds": { startedAtMs: 0.5 },
    "a start beyond what can be told apart": { startedAtMs: 2 ** 53 },
    "a start that is a bigint": { startedAtMs: 5n },
    "a duration that is no number": { durationMs: NaN },
    "an endless duration": { durationMs: Infinity },
    "a negative duration": { durationMs: -1 },
    "an unknown status": { status: "timed_out" },
    "an unknown cause": { timedOutBy: "me" },
    "a flag that is a number": { dependencyFailed: 1 },
    "an error that is a text": { error: "boom" },
    "an error without a message": { error: { type: "Error", stack: null } },
    "an error whose stack is an array": { error: { ...error, stack: [] } },
    "a trigger that is a symbol": { triggerId: Symbol("trigger") },
    "an origin that is a function": { triggerOrigin: () => {} },
  };
  for (const [what, fields] of Object.entries(bad)) {
    criterion(`insert() rejects ${what}, and writes the others`, async (store) => {
      const faulty = { ...recordOf(2), ...fields } as ExecutionRecord;
      const rejected = await store.insert([recordOf(1), faulty, recordOf(3)]);
      assertEquals(rejected.map(({ id }) => id), [faulty.id]);
      assert(rejected[0]!.reason.length > 10, rejected[0]!.reason);
      assertEquals(numbers(await store.executions({ order: "oldest" })), [1, 3]);
    });
  }

  criterion("insert() answers each record that it rejects, in their order", async (store) => {
    const records = range(9).map((number) => recordOf(number, number % 2 === 0 ? { durationMs: -1 } : {}));
    const rejected = await store.insert(records);
    assertEquals(rejected.map(({ id }) => id), [2, 4, 6, 8].map(idOf));
    assertEquals(rejected[0]?.reason, '"durationMs" must be a finite number of at least 0, received -1');
    assertEquals(numbers(await store.executions({ order: "oldest" })), [1, 3, 5, 7, 9]);
  });

  const texts: Record<string, readonly [string, string]> = {
    "the empty text": ["", ""],
    "a quote": [`O'Neill "the" \`great\` \\`, `O'Neill "the" \`great\` \\`],
    "SQL": ["'; DROP TABLE mainstay_executions; --", "'; DROP TABLE mainstay_executions; --"],
    "placeholders": ["$1 ? :id @x %s", "$1 ? :id @x %s"],
    "emoji": ["👩‍🚒 fire 🔥", "👩‍🚒 fire 🔥"],
    "line breaks": ["a\r\nb\n\tc", "a\r\nb\n\tc"],
    "a NUL": ["before\0after", "before\uFFFDafter"],
    "half a pair": ["before\uD83Dafter\uDC00", "before\uFFFDafter\uFFFD"],
    "a megabyte": ["x".repeat(1_000_000), "x".repeat(1_000_000)],
  };
  for (const [what, [text, kept]] of Object.entries(texts)) {
    criterion(`insert() keeps ${what} in its texts`, async (store) => {
      const errorOf = (said: string) => ({ type: said, message: said, stack: said });
      const named = (said: string) => ({ owner: said, instance: said, name: said, topic: said });
      // An index need not take a name of a megabyte.
      const names = (said: string) => said.length > 1_000 ? {} : named(said);
      const trigger = (said: string) => ({ triggerId: said, triggerOrigin: said });
      const record = recordOf(1, { status: "error", ...names(text), error: errorOf(text), ...trigger(text) });
      assertEquals(await store.insert([record, recordOf(2)]), []);
      const expected = recordOf(1, { status: "error", ...names(kept), error: errorOf(kept), ...trigger(kept) });
      assertEquals(await store.executions({ statuses: ["error"] }), [expected]);
      assertEquals(numbers(await store.executions({ ...names(text), statuses: ["error"] })), [1]);
      const id = await store.register(registrationOf({ ...names(text), schedule: text }), 500);
      assertEquals(await store.register(registrationOf({ ...names(text), schedule: text }), 500), id);
      const owner = text.length > 1_000 ? "app" : text;
      assertEquals((await store.registrations(owner)).map(({ schedule }) => schedule), [kept]);
      assertEquals(numbers(await store.executions({ order: "oldest" })), [1, 2]);
    });
  }

  // Registrations

  criterion("register() writes a row with the first id above 0", async (store) => {
    const id = await store.register(registrationOf({ schedule: "every 5 s", oneShot: true }), 500);
    assert(Number.isSafeInteger(id) && id > 0);
    assertEquals(await store.registrations(), [{
      ...registrationOf({ schedule: "every 5 s", oneShot: true }),
      id,
      registeredAtMs: 500,
      updatedAtMs: 500,
      retiredAtMs: null,
      cancelledAtMs: null,
    }]);
  });

  criterion("X36: register() keeps the id, and takes the other fields", async (store) => {
    const id = await store.register(registrationOf({ schedule: "every 5 s" }), 500);
    const changed = registrationOf({ schedule: "every 6 s", oneShot: true, tier: "framework" });
    assertEquals(await store.register(changed, 600), id);
    const [row, ...others] = await store.registrations();
    assertEquals([row, others], [{
      ...changed,
      id,
      registeredAtMs: 500,
      updatedAtMs: 600,
      retiredAtMs: null,
      cancelledAtMs: null,
    }, []]);
  });

  criterion("X36: register() clears the retired and the cancelled mark", async (store) => {
    const registrationId = await store.register(registrationOf(), 500);
    await store.insert([recordOf(1, { registrationId })]);
    await store.reconcile({ owner: "app", live: [], sessionId: 1, atMs: 600 });
    await store.cancel(registrationId, 700);
    const marks = async () =>
      (await store.registrations()).map(({ id, retiredAtMs, cancelledAtMs }) => [id, retiredAtMs, cancelledAtMs]);
    assertEquals(await marks(), [[registrationId, 600, 700]]);
    assertEquals(await store.register(registrationOf(), 800), registrationId);
    assertEquals(await marks(), [[registrationId, null, null]]);
  });

  criterion("register() tells five names apart", async (store) => {
    const others: Partial<Registration>[] = [
      {},
      { kind: "job" },
      { owner: "b" },
      { instance: "b" },
      { name: "b" },
      { topic: "b" },
      { name: "on_motio", topic: "nmotion" },
      { owner: "App" },
    ];
    const ids = new Set<number>();
    for (const fields of others) ids.add(await store.register(registrationOf(fields), 500));
    assertEquals([ids.size, (await store.registrations()).length], [others.length, others.length]);
  });

  criterion("X37: register() ten times at once answers ten ids above 0", async (store) => {
    const ids = await Promise.all(
      range(10).map(async (number) => await store.register(registrationOf({ name: `n${number}` }), 500)),
    );
    assertEquals([new Set(ids).size, ids.every((id) => Number.isSafeInteger(id) && id > 0)], [10, true]);
    assertEquals((await store.registrations()).map(({ id }) => id), ids.toSorted((a, b) => a - b));
  });

  criterion("X37: register() of the same ten times at once answers one id", async (store) => {
    const ids = await Promise.all(range(10).map(async () => await store.register(registrationOf(), 500)));
    assertEquals([new Set(ids).size, (await store.registrations()).length], [1, 1]);
  });

  criterion("register() does not use an id again", async (store) => {
    const first = await store.register(registrationOf(), 500);
    await store.reconcile({ owner: "app", live: [], sessionId: 1, atMs: 600 });
    assertEquals(await store.registrations(), []);
    assert(await store.register(registrationOf(), 700) > first);
  });

  const badRegistrations: Record<string, Record<string, unknown>> = {
    "an unknown kind": { kind: "thing" },
    "an unknown tier": { tier: "thing" },
    "no owner": { owner: undefined },
    "a name that is no text": { name: 7 },
    "no instance": { instance: null },
    "no topic": { topic: null },
    "a schedule that is no text": { schedule: 5 },
    "a flag that is a number": { oneShot: 1 },
    "an unknown field": { sched: null },
  };
  for (const [what, fields] of Object.entries(badRegistrations)) {
    criterion(`register() refuses ${what}`, async (store) => {
      const registration = { ...registrationOf(), ...fields } as Registration;
      await assertRejects(async () => await store.register(registration, 500), TypeError, "Cannot register");
      assertEquals(await store.registrations(), []);
    });
  }

  criterion("cancel() marks a registration once", async (store) => {
    const id = await store.register(registrationOf(), 500);
    assertEquals([await store.cancel(id, 600), await store.cancel(id, 700)], [true, false]);
    assertEquals((await store.registrations())[0]?.cancelledAtMs, 600);
  });

  criterion("cancel() answers false for a registration that is not there", async (store) => {
    assertEquals([await store.cancel(7, 600), await store.cancel(-1, 600)], [false, false]);
  });

  criterion("registrations() answers those of all owners, or of one, by id", async (store) => {
    const ids: number[] = [];
    for (const owner of ["b", "a", "b"]) {
      ids.push(await store.register(registrationOf({ owner, name: `${ids}` || "n" }), 1));
    }
    const listed = async (owner?: string) => (await store.registrations(owner)).map(({ id }) => id);
    assertEquals(await listed(), ids);
    assertEquals(await listed("b"), [ids[0], ids[2]]);
    assertEquals(await listed("c"), []);
  });

  criterion("registrations() refuses an owner that is no text", async (store) => {
    await assertRejects(async () => await store.registrations(7 as never), TypeError, '"owner" must be a text');
  });

  // Reconciling

  criterion(
    "X38: reconcile() deletes what was never executed, retires what was, and keeps what is live",
    async (store) => {
      const ids: number[] = [];
      for (const name of ["never", "once", "live"]) ids.push(await store.register(registrationOf({ name }), 500));
      await store.insert([recordOf(1, { registrationId: ids[1] })]);
      const did = await store.reconcile({ owner: "app", live: [ids[2]!], sessionId: 1, atMs: 600 });
      assertEquals(did, { deleted: 1, retired: 1 });
      const rows = await store.registrations();
      assertEquals(rows.map(({ id, retiredAtMs }) => [id, retiredAtMs]), [[ids[1], 600], [ids[2], null]]);
    },
  );

  criterion("X39: reconcile() twice retires once", async (store) => {
    const registrationId = await store.register(registrationOf(), 500);
    await store.insert([recordOf(1, { registrationId })]);
    assertEquals(await store.reconcile({ owner: "app", live: [], sessionId: 1, atMs: 600 }), {
      deleted: 0,
      retired: 1,
    });
    assertEquals(await store.reconcile({ owner: "app", live: [], sessionId: 1, atMs: 700 }), {
      deleted: 0,
      retired: 0,
    });
    assertEquals((await store.registrations())[0]?.retiredAtMs, 600);
  });

  criterion("X40: reconcile() without a session leaves one-shot registrations as they are", async (store) => {
    const never = await store.register(registrationOf({ name: "never", oneShot: true }), 500);
    const once = await store.register(registrationOf({ name: "once", oneShot: true }), 500);
    await store.insert([recordOf(1, { registrationId: once, sessionId: 1 })]);
    const before = await store.registrations();
    assertEquals(await store.reconcile({ owner: "app", live: [], sessionId: null, atMs: 600 }), {
      deleted: 0,
      retired: 0,
    });
    assertEquals([before.map(({ id }) => id), await store.registrations()], [[never, once], before]);
  });

  criterion(
    "X41: reconcile() deletes a one-shot registration of an earlier session, and keeps its executions",
    async (store) => {
      const ids: number[] = [];
      for (const name of ["never", "before", "now", "without"]) {
        ids.push(await store.register(registrationOf({ name, oneShot: true }), 500));
      }
      const sessionIds = [1, 2, null];
      const records = sessionIds.map((sessionId, index) =>
        recordOf(index, { registrationId: ids[index + 1], sessionId })
      );
      await store.insert([...records, recordOf(9, { registrationId: ids[2], sessionId: 1 })]);
      assertEquals(await store.reconcile({ owner: "app", live: [], sessionId: 2, atMs: 600 }), {
        deleted: 3,
        retired: 1,
      });
      assertEquals((await store.registrations()).map(({ id, retiredAtMs }) => [id, retiredAtMs]), [[ids[2], 600]]);
      const rows = await store.executions({ order: "oldest" });
      assertEquals(rows.map((row) => row.registrationId), [null, ids[2], null, ids[2]]);
    },
  );

  criterion("X42: reconcile() leaves framework registrations and other owners alone", async (store) => {
    await store.register(registrationOf({ tier: "framework" }), 500);
    await store.register(registrationOf({ owner: "other" }), 500);
    const before = await store.registrations();
    assertEquals(await store.reconcile({ owner: "app", live: [], sessionId: 1, atMs: 600 }), {
      deleted: 0,
      retired: 0,
    });
    assertEquals([before.length, await store.registrations()], [2, before]);
  });

  criterion("reconcile() takes more live ids than a statement has parameters", async (store) => {
    const [live, stale] = [
      await store.register(registrationOf({ name: "live" }), 500),
      await store.register(registrationOf(), 500),
    ];
    const many = [...range(100_000, 1_000_000), live];
    assertEquals(await store.reconcile({ owner: "app", live: many, sessionId: 1, atMs: 600 }), {
      deleted: 1,
      retired: 0,
    });
    assertEquals([stale > live, (await store.registrations()).map(({ id }) => id)], [true, [live]]);
  });

  const badReconciliations: Record<string, readonly [Record<string, unknown>, typeof TypeError | typeof RangeError]> = {
    "an owner that is no text": [{ owner: 7 }, TypeError],
    "live ids that are no array": [{ live: new Set([1]) }, TypeError],
    "a live id that is no whole number": [{ live: [1.5] }, RangeError],
    "a live id that is a text": [{ live: ["1"] }, RangeError],
    "a session that is no number": [{ sessionId: NaN }, RangeError],
    "a moment that is no whole number": [{ atMs: 0.5 }, RangeError],
    "an unknown field": [{ lively: [] }, TypeError],
  };
  for (const [what, [fields, kind]] of Object.entries(badReconciliations)) {
    criterion(`reconcile() refuses ${what}`, async (store) => {
      await store.register(registrationOf(), 500);
      const reconciliation = { owner: "app", live: [], sessionId: 1, atMs: 600, ...fields } as never;
      await assertRejects(async () => await store.reconcile(reconciliation), kind, "Cannot reconcile registrations: ");
      assertEquals((await store.registrations()).length, 1);
    });
  }

  // Deleting

  criterion("prune() deletes what began before the moment, oldest first, so many at most", async (store) => {
    await store.insert([5, 1, 4, 2, 3].map((number) => recordOf(number)));
    const nothing = { byAge: 0, bySize: 0, registrations: 0, sessions: 0, isMore: false };
    const left = async () => numbers(await store.executions({ order: "oldest" }));
    const step = async (atMost: number) => await store.prune({ ...keepAll, beforeMs: 1_004, atMost });
    assertEquals([await step(2), await left()], [{ ...nothing, byAge: 2, isMore: true }, [3, 4, 5]]);
    assertEquals([await step(1), await left()], [{ ...nothing, byAge: 1 }, [4, 5]]);
    assertEquals([await step(1), await left()], [nothing, [4, 5]]);
  });

  criterion("prune() deletes the oldest of a store that is too large", async (store) => {
    await store.insert([5, 1, 4, 2, 3].map((number) => recordOf(number)));
    const nothing = { byAge: 0, bySize: 0, registrations: 0, sessions: 0, isMore: false };
    assertEquals(await store.prune({ ...keepAll, maxBytes: 2 ** 50 }), nothing);
    assertEquals(await store.prune({ ...keepAll, maxBytes: 0, atMost: 2 }), { ...nothing, bySize: 2, isMore: true });
    assertEquals(numbers(await store.executions({ order: "oldest" })), [3, 4, 5]);
    assertEquals(await store.prune({ beforeMs: 1_004, maxBytes: 0, atMost: 2 }), {
      ...nothing,
      byAge: 1,
      bySize: 1,
      isMore: true,
    });
    assertEquals(await store.prune({ ...keepAll, maxBytes: 0, atMost: 2 }), { ...nothing, bySize: 1 });
    assertEquals(await store.executions(), []);
  });

  criterion("prune() without limits deletes nothing", async (store) => {
    await store.insert([recordOf(1, { startedAtMs: 0 })]);
    const id = await store.register(registrationOf(), 0);
    await store.cancel(id, 0);
    assertEquals(await store.prune(keepAll), { byAge: 0, bySize: 0, registrations: 0, sessions: 0, isMore: false });
    assertEquals([(await store.executions()).length, (await store.registrations()).length], [1, 1]);
  });

  criterion("prune() deletes registrations that ended before the moment, unless executions are left", async (store) => {
    const ids: number[] = [];
    for (const name of ["cancelled", "in use", "late", "live", "retired"]) {
      ids.push(await store.register(registrationOf({ name }), 500));
    }
    await store.insert([
      recordOf(1, { registrationId: ids[1] }),
      recordOf(2, { registrationId: ids[4], startedAtMs: 1 }),
    ]);
    for (const [id, atMs] of [[ids[0]!, 999], [ids[1]!, 999], [ids[2]!, 1_000]] as const) await store.cancel(id, atMs);
    await store.reconcile({ owner: "app", live: ids.slice(0, 4), sessionId: 1, atMs: 999 });
    const did = await store.prune({ ...keepAll, beforeMs: 1_000 });
    assertEquals(did, { byAge: 1, bySize: 0, registrations: 2, sessions: 0, isMore: false });
    assertEquals((await store.registrations()).map(({ id }) => id), [ids[1], ids[2], ids[3]]);
  });

  withSessions(
    "prune() deletes closed sessions that ended before the moment, unless executions are left",
    async (store, sessions) => {
      const ids: number[] = [];
      for (const end of [999, 999, 1_000, null]) {
        const id = await sessions.create({ application: "app", atMs: 1, heartbeatMs: 1_000 });
        if (end !== null) await sessions.finish(id, { atMs: end, error: null, drops: {} });
        ids.push(id);
      }
      await store.insert([recordOf(1, { sessionId: ids[1] }), recordOf(2, { sessionId: ids[0], startedAtMs: 1 })]);
      const did = await store.prune({ ...keepAll, beforeMs: 1_000 });
      assertEquals(did, { byAge: 1, bySize: 0, registrations: 0, sessions: 1, isMore: false });
      assertEquals((await store.sessions()).map(({ id }) => id), ids.slice(1).reverse());
    },
  );

  const badRetentions: Record<string, readonly [Record<string, unknown>, typeof TypeError | typeof RangeError]> = {
    "a moment that is no whole number": [{ beforeMs: 0.5 }, RangeError],
    "a negative size": [{ maxBytes: -1 }, RangeError],
    "a step of nothing": [{ atMost: 0 }, RangeError],
    "an endless step": [{ atMost: Infinity }, RangeError],
    "an unknown field": [{ afterMs: 1 }, TypeError],
  };
  for (const [what, [fields, kind]] of Object.entries(badRetentions)) {
    criterion(`prune() refuses ${what}`, async (store) => {
      await store.insert([recordOf(1)]);
      const retention = { ...keepAll, beforeMs: 1e12, ...fields } as never;
      await assertRejects(async () => await store.prune(retention), kind, "Cannot prune executions: ");
      assertEquals((await store.executions()).length, 1);
    });
  }

  // Reading back

  criterion("executions() answers the newest first, by their ids among equals", async (store) => {
    await store.insert([recordOf(1), recordOf(3, { startedAtMs: 5 }), recordOf(2, { startedAtMs: 5 })]);
    assertEquals(numbers(await store.executions()), [1, 3, 2]);
    assertEquals(numbers(await store.executions({ order: "newest" })), [1, 3, 2]);
    assertEquals(numbers(await store.executions({ order: "oldest" })), [2, 3, 1]);
  });

  criterion("executions() answers the slowest first, by their ids among equals", async (store) => {
    await store.insert([[1, 0.5], [2, 10], [3, 9.75], [4, 10]].map(([n, durationMs]) => recordOf(n!, { durationMs })));
    assertEquals(numbers(await store.executions({ order: "slowest" })), [4, 2, 3, 1]);
  });

  criterion("executions() answers 100 unless told, and up to the limit", async (store) => {
    await store.insert(range(101).map((number) => recordOf(number)));
    const count = async (limit?: number) => (await store.executions({ limit })).length;
    assertEquals([await count(), await count(0), await count(100), await count(1_000)], [100, 0, 100, 101]);
    assertEquals([await count(Infinity), await count(1e300)], [101, 101]);
    assertEquals(numbers(await store.executions({ limit: 2 })), [101, 100]);
  });

  const various = [
    recordOf(1, { kind: "job", topic: "" }),
    recordOf(2, { owner: "b", status: "error", error }),
    recordOf(3, { instance: "2", status: "cancelled", sessionId: 1 }),
    recordOf(4, { name: "other", status: "timed-out", timedOutBy: "body", error, sessionId: 2 }),
    recordOf(5, { topic: "other", sessionId: 2 }),
  ];
  const filters: readonly (readonly [ExecutionFilter, readonly number[]])[] = [
    [{}, [1, 2, 3, 4, 5]],
    [{ id: idOf(4) }, [4]],
    [{ id: idOf(6) }, []],
    [{ id: idOf(4).slice(0, -1) }, []],
    [{ id: "" }, []],
    [{ id: "%" }, []],
    [{ id: idOf(4), owner: "app", statuses: ["timed-out"], sessionId: 2 }, [4]],
    [{ id: idOf(4), owner: "b" }, []],
    [{ kind: "job" }, [1]],
    [{ owner: "b" }, [2]],
    [{ instance: "" }, [1, 2, 4, 5]],
    [{ name: "other" }, [4]],
    [{ topic: "" }, [1]],
    [{ topic: "motion" }, [2, 3, 4]],
    [{ statuses: ["success"] }, [1, 5]],
    [{ statuses: ["error", "timed-out", "error"] }, [2, 4]],
    [{ statuses: [] }, []],
    [{ sessionId: 2 }, [4, 5]],
    [{ sessionId: 3 }, []],
    [{ sinceMs: 1_003 }, [3, 4, 5]],
    [{ untilMs: 1_003 }, [1, 2]],
    [{ sinceMs: 1_002, untilMs: 1_004 }, [2, 3]],
    [{ sinceMs: 1_003, untilMs: 1_003 }, []],
    [{ owner: "app", statuses: ["timed-out", "cancelled"], sinceMs: 0, sessionId: 1 }, [3]],
    [{ owner: undefined, kind: undefined, statuses: undefined, sinceMs: undefined }, [1, 2, 3, 4, 5]],
    [{ owner: "B" }, []],
    [{ owner: "%" }, []],
    [{ owner: "' OR 1 = 1 --" }, []],
  ];
  for (const [filter, expected] of filters) {
    criterion(`executions() answers those of which holds ${JSON.stringify(filter)}`, async (store) => {
      await store.insert(various);
      assertEquals(numbers(await store.executions({ ...filter, order: "oldest" })), expected);
      const summaries = await store.summary(filter);
      assertEquals(summaries.reduce((sum, { executions }) => sum + executions, 0), expected.length);
      const failures = (await store.failures(filter)).reduce((sum, failure) => sum + failure.failures, 0);
      assertEquals(failures, expected.filter((number) => number === 2 || number === 4).length);
    });
  }

  const badQueries: readonly (readonly [Record<string, unknown>, typeof TypeError | typeof RangeError, string])[] = [
    [{ ower: "a" }, TypeError, '"ower"'],
    [{ kind: "thing" }, TypeError, '"kind"'],
    [{ id: 7 }, TypeError, '"id"'],
    [{ owner: 7 }, TypeError, '"owner"'],
    [{ topic: null }, TypeError, '"topic"'],
    [{ statuses: "error" }, TypeError, '"statuses"'],
    [{ statuses: ["success", "timed_out"] }, TypeError, '"statuses[1]"'],
    [{ sessionId: 0.5 }, RangeError, '"sessionId"'],
    [{ sessionId: 2 ** 60 }, RangeError, '"sessionId"'],
    [{ sinceMs: NaN }, RangeError, '"sinceMs"'],
    [{ untilMs: Infinity }, RangeError, '"untilMs"'],
  ];
  for (const [filter, kind, field] of badQueries) {
    criterion(`executions() and its like refuse a bad ${field}`, async (store) => {
      const refuses = async (action: string, ask: () => unknown) => {
        const thrown: Error = await assertRejects(async () => await ask(), kind, `Cannot ${action}: `);
        return thrown.message.includes(field);
      };
      assertEquals(await refuses("list executions", () => store.executions(filter as ExecutionQuery)), true);
      assertEquals(await refuses("summarise executions", () => store.summary(filter as ExecutionFilter)), true);
      assertEquals(await refuses("list failures", () => store.failures(filter as ExecutionFilter)), true);
    });
  }

  for (const limit of [-1, 0.5, NaN, -Infinity, "5", null]) {
    criterion(`executions() and sessions() refuse a limit of ${JSON.stringify(limit)} ${limit}`, async (store) => {
      const query = { limit } as ExecutionQuery;
      await assertRejects(async () => await store.executions(query), RangeError, 'Cannot list executions: "limit"');
      await assertRejects(
        async () => await store.sessions(limit as number),
        RangeError,
        'Cannot list sessions: "limit"',
      );
    });
  }

  criterion("executions() refuses an unknown order", async (store) => {
    const query = { order: "fastest" } as never;
    await assertRejects(async () => await store.executions(query), TypeError, 'Cannot list executions: "order"');
    await assertRejects(async () => await store.summary({ order: "newest" } as never), TypeError, '"order"');
  });

  criterion("summary() counts each handler and job by how it ended", async (store) => {
    const ends = [["success", 4], ["error", 1], ["cancelled", 3], ["timed-out", 2], ["success", 10]] as const;
    const records = ends.map(([status, durationMs], index) => recordOf(index, { status, durationMs }));
    await store.insert([...records, recordOf(9, { kind: "job", topic: "", durationMs: 0.25 })]);
    const { kind: _, topic: __, ...names } = { kind: "", owner: "app", instance: "", name: "on_motion", topic: "" };
    assertEquals(await store.summary(), [
      {
        kind: "handler",
        ...names,
        topic: "motion",
        executions: 5,
        successes: 2,
        errors: 1,
        cancelled: 1,
        timedOut: 1,
        meanMs: 4,
        p50Ms: 3,
        p95Ms: 10,
        maxMs: 10,
        lastAtMs: 1_004,
      },
      {
        kind: "job",
        ...names,
        topic: "",
        executions: 1,
        successes: 1,
        errors: 0,
        cancelled: 0,
        timedOut: 0,
        meanMs: 0.25,
        p50Ms: 0.25,
        p95Ms: 0.25,
        maxMs: 0.25,
        lastAtMs: 1_009,
      },
    ]);
  });

  // The least one that at least so many per cent do not exceed: the one at the rank ⌈p × n⌉.
  for (
    const [count, p50Ms, p95Ms] of [[1, 1, 1], [2, 1, 2], [3, 2, 3], [19, 10, 19], [20, 10, 19], [21, 11, 20], [
      100,
      50,
      95,
    ]]
  ) {
    criterion(`summary() of durations 1 to ${count} has p50 ${p50Ms}, p95 ${p95Ms}`, async (store) => {
      await store.insert(range(count!).reverse().map((number) => recordOf(number, { durationMs: number })));
      const [summary] = await store.summary();
      assertEquals([summary?.p50Ms, summary?.p95Ms, summary?.maxMs], [p50Ms, p95Ms, count]);
    });
  }

  criterion("summary() goes by owner, instance, kind, name and topic, in the order of their letters", async (store) => {
    const subjects = [
      ["B", "", "job", "z", ""],
      ["a", "", "handler", "b", "t"],
      ["a", "", "handler", "b", "u"],
      ["a", "", "job", "a", ""],
      ["a", "10", "handler", "A", ""],
      ["a", "2", "handler", "a", ""],
      ["ab", "", "handler", "a", ""],
      ["b", "", "handler", "a b", ""],
      ["b", "", "handler", "a_b", ""],
      ["b", "", "handler", "ab", ""],
      ["ä", "", "handler", "a", ""],
      ["\uFFFD", "", "handler", "a", ""],
      ["🔥", "", "handler", "a", ""],
    ];
    await store.insert(
      subjects.map(([owner, instance, kind, name, topic], index) =>
        recordOf(subjects.length - index, { owner, instance, kind, name, topic } as Partial<ExecutionRecord>)
      ),
    );
    const summaries = await store.summary();
    assertEquals(
      summaries.map(({ owner, instance, kind, name, topic }) => [owner, instance, kind, name, topic]),
      subjects,
    );
  });

  criterion("failures() goes by how often, then by the latest", async (store) => {
    const failed = (number: number, type: string, fields: Partial<ExecutionRecord> = {}) =>
      recordOf(number, { status: "error", error: { type, message: `${type} ${number}`, stack: null }, ...fields });
    await store.insert([
      failed(1, "A"),
      failed(2, "B"),
      failed(3, "B", { status: "timed-out", timedOutBy: "body" }),
      failed(4, "A", { owner: "b" }),
      failed(5, "A", { status: "cancelled" }),
      recordOf(6),
    ]);
    const of = { owner: "app", kind: "handler" as const, instance: "", name: "on_motion", topic: "motion" };
    assertEquals(await store.failures(), [
      { ...of, errorType: "B", failures: 2, firstAtMs: 1_002, lastAtMs: 1_003, lastMessage: "B 3" },
      { ...of, owner: "b", errorType: "A", failures: 1, firstAtMs: 1_004, lastAtMs: 1_004, lastMessage: "A 4" },
      { ...of, errorType: "A", failures: 1, firstAtMs: 1_001, lastAtMs: 1_001, lastMessage: "A 1" },
    ]);
  });

  criterion("failures() says what the last one said, by the id among those of one moment", async (store) => {
    const said = (number: number, message: string) =>
      recordOf(number, { startedAtMs: 5, status: "error", error: { ...error, message } });
    await store.insert([said(1, "z"), said(3, "m"), said(2, "a")]);
    assertEquals((await store.failures()).map(({ lastMessage }) => lastMessage), ["m"]);
  });

  criterion("failures() counts those without an error under an empty type", async (store) => {
    await store.insert([recordOf(1, { status: "error" })]);
    assertEquals((await store.failures()).map((row) => [row.errorType, row.lastMessage]), [["", ""]]);
  });

  withSessions("sessions() answers the newest first, up to the limit", async (store, sessions) => {
    const ids: number[] = [];
    for (const _ of range(101)) ids.push(await sessions.create({ application: "a", atMs: 1_000, heartbeatMs: 50 }));
    await sessions.finish(ids[100]!, { atMs: 2_000, error, drops: { overflow: 3 } });
    const [row] = await store.sessions(1);
    assertEquals([await store.sessions(Infinity), row], [await sessions.list(Infinity), (await sessions.list(1))[0]]);
    assertEquals([row?.id, row?.status, row?.drops], [ids[100], "failure", { overflow: 3 }]);
    assertEquals([(await store.sessions()).length, (await store.sessions(0)).length], [100, 0]);
  });

  // Closing

  criterion("close() may be called again", async (store) => {
    await store.close();
    await store.close();
    await assertRejects(async () => await store.insert([recordOf(1)]), Error, "Cannot insert executions");
    await assertRejects(async () => await store.register(registrationOf(), 1), Error, "Cannot register");
    await assertRejects(async () => await store.cancel(1, 1), Error, "Cannot cancel");
    const nothing = { owner: "a", live: [], sessionId: 1, atMs: 1 };
    await assertRejects(async () => await store.reconcile(nothing), Error, "Cannot reconcile registrations");
    await assertRejects(async () => await store.prune(keepAll), Error, "Cannot prune executions");
    await assertRejects(async () => await store.executions(), Error, "Cannot list executions");
    await assertRejects(async () => await store.summary(), Error, "Cannot summarise executions");
    await assertRejects(async () => await store.failures(), Error, "Cannot list failures");
    await assertRejects(async () => await store.registrations(), Error, "Cannot list registrations");
    await assertRejects(async () => await store.sessions(), Error, "Cannot list sessions");
  });
}
