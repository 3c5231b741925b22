import { assertEquals, assertRejects } from "@std/assert";
import {
  hopeless,
  type ReadyResult,
  type ReadyWaitOptions,
  type Waitable,
  waitForReady,
} from "../../src/services/ready_wait.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";

/** Somebody whose readiness the test decides. */
class Member implements Waitable {
  readonly name: string;
  isReady = false;
  losses = 0;
  /** When it will be tried again; Infinity for never. */
  retryAtMs = 0;
  readonly listeners = new Set<() => void>();

  constructor(name: string) {
    this.name = name;
  }

  get plight(): string {
    return `${this.name}: not ready`;
  }

  isHopeless(untilMs: number): boolean {
    return this.retryAtMs > untilMs;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  become(ready: boolean): void {
    if (this.isReady && !ready) this.losses++;
    this.isReady = ready;
    this.tell();
  }

  fail(retryAtMs = Infinity): void {
    this.retryAtMs = retryAtMs;
    this.become(false);
  }

  tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** A wait for members, with how it ended once it has. */
function wait(names: string, options?: ReadyWaitOptions) {
  const clock = new VirtualClock();
  const stopping = new AbortController();
  const members = [...names].map((name) => new Member(name));
  const found: { result?: ReadyResult; atMs?: number } = {};
  const waiting = waitForReady(members, clock, stopping.signal, options);
  waiting.then((result) => Object.assign(found, { result, atMs: clock.now() }), () => {});
  const [a, b] = members as [Member, Member];
  return {
    clock,
    stopping,
    members,
    a,
    b,
    found,
    waiting,
    ended: () => found.result && `${found.atMs} ${found.result.outcome}`,
    leftBehind: () => clock.pending + members.reduce((sum, { listeners }) => sum + listeners.size, 0),
  };
}

Deno.test("waitForReady() for those who are ready is over at once", async () => {
  const clock = new VirtualClock();
  const member = new Member("a");
  member.become(true);
  const { outcome, reasons } = await waitForReady([member, member], clock, undefined);
  assertEquals([outcome, reasons, member.listeners.size, clock.pending], ["ready", [], 0, 0]);
});

Deno.test("waitForReady() waits for all at one instant", async () => {
  const { a, b, clock, ended, leftBehind } = wait("ab");
  a.become(true);
  await clock.advance(10);
  a.become(false);
  b.become(true);
  await clock.advance(10);
  assertEquals(ended(), undefined);
  a.become(true);
  await clock.advance(0);
  assertEquals([ended(), leftBehind()], ["20 ready", 0]);
});

Deno.test("waitForReady() does not take those for ready who are so only in the midst of an instant", async () => {
  const { a, clock, ended } = wait("a");
  a.become(true);
  a.become(false);
  await clock.advance(0);
  assertEquals(ended(), undefined);
});

Deno.test("waitForReady() takes those for ready who are so again at the end of an instant", async () => {
  const { a, clock, ended } = wait("a");
  a.become(true);
  a.become(false);
  a.become(true);
  await clock.advance(0);
  assertEquals(ended(), "0 ready");
});

for (const [when, readyAtMs, outcome] of [["before", 99, "99 ready"], ["after", 101, "100 timeout"]] as const) {
  Deno.test(`waitForReady() with who is ready 1 ms ${when} the limit ends as ${outcome}`, async () => {
    const { a, clock, ended, leftBehind } = wait("a", { timeoutMs: 100 });
    clock.sleep(readyAtMs).then(() => a.become(true));
    await clock.advance(200);
    assertEquals([ended(), leftBehind()], [outcome, 0]);
  });
}

Deno.test("waitForReady() with who is ready exactly at the limit ends by what comes first", async () => {
  const clock = new VirtualClock();
  const member = new Member("a");
  const ready = clock.sleep(100).then(() => member.become(true));
  const before = waitForReady([member], clock, undefined, { timeoutMs: 100 });
  await clock.advance(100);
  await ready;
  assertEquals((await before).outcome, "ready");
  const { a, clock: other, ended } = wait("a", { timeoutMs: 100 });
  other.sleep(100).then(() => a.become(true));
  await other.advance(100);
  assertEquals(ended(), "100 timeout");
});

Deno.test("waitForReady() waits 20 seconds unless told otherwise", async () => {
  const { clock, ended } = wait("a");
  await clock.advance(19_999);
  assertEquals(ended(), undefined);
  await clock.advance(1);
  assertEquals(ended(), "20000 timeout");
});

Deno.test("waitForReady() with no time at all says how it is now", async () => {
  const { clock, ended, found } = wait("ab", { timeoutMs: 0 });
  await clock.advance(0);
  assertEquals([ended(), found.result?.reasons], ["0 timeout", ["a: not ready", "b: not ready"]]);
});

Deno.test("waitForReady() without limit needs no timer", async () => {
  const { a, clock, ended } = wait("a", { timeoutMs: Infinity });
  await clock.advance(1e9);
  assertEquals([ended(), clock.pending], [undefined, 0]);
  a.become(true);
  await clock.advance(0);
  assertEquals(ended(), "1000000000 ready");
});

for (const timeoutMs of [-1, NaN, "5" as unknown as number]) {
  Deno.test(`waitForReady() refuses a limit of ${timeoutMs}`, async () => {
    const error = await assertRejects(() => waitForReady([], new VirtualClock(), undefined, { timeoutMs }), RangeError);
    assertEquals(error.message.startsWith('Cannot wait for services: "timeoutMs" must be'), true);
  });
}

Deno.test("waitForReady() names those alone who are not ready", async () => {
  const { b, clock, found } = wait("abc", { timeoutMs: 5 });
  b.become(true);
  await clock.advance(5);
  assertEquals(found.result?.reasons, ["a: not ready", "c: not ready"]);
});

Deno.test("waitForReady() ends at once when somebody cannot become ready", async () => {
  const { a, b, clock, ended, found, leftBehind } = wait("ab", { timeoutMs: 1_000 });
  await clock.advance(10);
  a.become(true);
  b.fail();
  await clock.advance(0);
  assertEquals([ended(), found.result?.reasons, leftBehind()], ["10 hopeless", ["b: not ready"], 0]);
});

Deno.test("waitForReady() ends at once with somebody who could not become ready before it began", async () => {
  const clock = new VirtualClock();
  const member = new Member("a");
  member.fail();
  const { outcome } = await waitForReady([member], clock, undefined);
  assertEquals([outcome, clock.now()], ["hopeless", 0]);
});

for (
  const [retryAtMs, outcome] of [[999, "1000 timeout"], [1_000, "1000 timeout"], [1_001, "0 hopeless"]] as const
) {
  Deno.test(`waitForReady() for 1000 ms with who is tried again at ${retryAtMs} ends as ${outcome}`, async () => {
    const { a, clock, ended } = wait("a", { timeoutMs: 1_000 });
    a.fail(retryAtMs);
    await clock.advance(1_000);
    assertEquals(ended(), outcome);
  });
}

Deno.test("waitForReady() goes on with who is hopeless only in the midst of an instant", async () => {
  const { a, clock, ended } = wait("a");
  a.fail();
  a.retryAtMs = 0;
  a.tell();
  await clock.advance(0);
  assertEquals(ended(), undefined);
});

Deno.test("waitForReady() ends when the application is to stop", async () => {
  const { a, clock, stopping, ended, leftBehind } = wait("ab");
  a.become(true);
  await clock.advance(10);
  stopping.abort();
  await clock.advance(0);
  assertEquals([ended(), leftBehind()], ["10 stopped", 0]);
});

Deno.test("waitForReady() in an application that stops already is over at once, for nobody too", async () => {
  const clock = new VirtualClock();
  const { outcome } = await waitForReady([], clock, AbortSignal.abort());
  assertEquals([outcome, clock.pending], ["stopped", 0]);
});

Deno.test("waitForReady() rejects with its caller's reason, and leaves nothing behind", async () => {
  const controller = new AbortController();
  const { clock, waiting, leftBehind } = wait("ab", { signal: controller.signal });
  await clock.advance(10);
  const reason = { why: "enough" };
  controller.abort(reason);
  assertEquals(await waiting.catch((thrown) => thrown) === reason, true);
  assertEquals(leftBehind(), 0);
});

Deno.test("ReadyResult.ready is true of one outcome alone", async () => {
  const { a, clock, found } = wait("a");
  a.become(true);
  await clock.advance(0);
  const late = wait("a", { timeoutMs: 0 });
  await late.clock.advance(0);
  assertEquals([found.result?.ready, late.found.result?.ready], [true, false]);
});

Deno.test("ReadyResult.lost aborts when one of them is lost, and listens no more", async () => {
  const { a, b, members, clock, found, leftBehind } = wait("ab");
  for (const member of members) member.become(true);
  await clock.advance(0);
  const { lost } = found.result!;
  assertEquals([lost.aborted, found.result!.lost === lost, leftBehind()], [false, true, 2]);
  a.tell();
  assertEquals(lost.aborted, false);
  b.become(false);
  assertEquals([lost.aborted, leftBehind()], [true, 0]);
});

Deno.test("ReadyResult.lost is aborted already when one was lost before somebody asked", async () => {
  const { a, clock, found, leftBehind } = wait("a");
  a.become(true);
  await clock.advance(0);
  a.become(false);
  a.become(true);
  assertEquals([found.result?.lost.aborted, leftBehind()], [true, 0]);
});

Deno.test("ReadyResult.lost is aborted already when they were not ready", async () => {
  const { clock, found } = wait("a", { timeoutMs: 5 });
  await clock.advance(5);
  assertEquals(found.result?.lost.aborted, true);
});

for (const asked of ["before", "after"] as const) {
  Deno.test(`ReadyResult.lost that somebody asked for ${asked} his own end is watched no longer than that`, async () => {
    const clock = new VirtualClock();
    const [member, until] = [new Member("a"), new AbortController()];
    member.isReady = true;
    const result = await waitForReady([member], clock, undefined, {}, until.signal);
    if (asked === "before") assertEquals([result.lost.aborted, member.listeners.size], [false, 1]);
    until.abort();
    assertEquals([result.lost.aborted, member.listeners.size], [false, 0]);
    member.become(false);
    assertEquals(result.lost.aborted, false);
  });
}

Deno.test("ReadyResult.lost of who has come to his end says still what was lost before", async () => {
  const [member, until] = [new Member("a"), new AbortController()];
  member.isReady = true;
  const result = await waitForReady([member], new VirtualClock(), undefined, {}, until.signal);
  member.become(false);
  until.abort();
  assertEquals([result.lost.aborted, member.listeners.size], [true, 0]);
});

Deno.test("waitForReady() refuses an option that there is not", async () => {
  const options = { timeout: 5 } as ReadyWaitOptions;
  const error = await assertRejects(() => waitForReady([], new VirtualClock(), undefined, options), TypeError);
  assertEquals(error.message, 'Cannot wait for services: unknown option "timeout", known are timeoutMs, signal');
});

Deno.test("hopeless() is a wait that could not begin", () => {
  const { ready, outcome, reasons, lost } = hopeless("the disk is full");
  assertEquals([ready, outcome, reasons, lost.aborted], [false, "hopeless", ["the disk is full"], true]);
});
