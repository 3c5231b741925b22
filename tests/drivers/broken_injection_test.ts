// What is injected may be broken: then there is nothing to go by, and the group says so instead of hanging.
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Clock, runGroup, supervise } from "@mainstay/supervisor";
import { VirtualClock } from "@mainstay/supervisor/simulation";

const down = () => {
  throw new Error("down");
};

Deno.test("supervise() rejects with what random() throws", async () => {
  const broken = new Error("no chance");
  const running = supervise("w", down, {
    clock: new VirtualClock(),
    random: () => {
      throw broken;
    },
  });

  assertStrictEquals(await assertRejects(() => running), broken);
});

Deno.test("supervise() rejects with what the clock's sleep() rejects with", async () => {
  const broken = new Error("no time");
  const clock: Clock = { now: () => 0, sleep: () => Promise.reject(broken) };

  assertStrictEquals(await assertRejects(() => supervise("w", down, { clock })), broken);
});

Deno.test("supervise() rejects with what the clock's now() throws", async () => {
  const broken = new Error("no time");
  const clock: Clock = {
    now: () => {
      throw broken;
    },
    sleep: () => Promise.resolve(),
  };

  assertStrictEquals(await assertRejects(() => supervise("w", down, { clock })), broken);
});

Deno.test("runGroup() aborts every worker when what is injected is broken", async () => {
  const clock = new VirtualClock();
  let reason: unknown;
  const running = runGroup([
    [
      "steady",
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(reason = signal.reason))),
    ],
    {
      name: "w",
      run: down,
      random: () => {
        throw new Error("no chance");
      },
    },
  ], { clock, signals: false });

  await assertRejects(() => running, Error, "no chance");
  assertEquals([String(reason), clock.pending], ["Error: no chance", 0]);
});

Deno.test("runGroup() runs no further worker once the clock is broken", async () => {
  let calls = 0;
  const ran: string[] = [];
  const clock: Clock = {
    now: () => {
      if (calls++ > 0) throw new Error("no time");
      return 0;
    },
    sleep: () => Promise.resolve(),
  };

  const running = runGroup([
    ["first", ({ name, ready }) => {
      ran.push(name);
      ready();
    }],
    ["second", ({ name }) => {
      ran.push(name);
    }],
  ], { clock, signals: false });

  await assertRejects(() => running, Error, "no time");
  assertEquals(ran, ["first"]);
});

Deno.test("supervise() rejects with what the clock throws after it has slept", async () => {
  let slept = false;
  const clock: Clock = {
    now: () => {
      if (slept) throw new Error("no time any more");
      return 0;
    },
    sleep: () => {
      slept = true;
      return Promise.resolve();
    },
  };

  await assertRejects(() => supervise("w", down, { clock }), Error, "no time any more");
});

Deno.test("supervise() obeys its own decisions, whatever an observer does to the events", async () => {
  const report = await supervise("w", () => {}, {
    onEvent: (event) => {
      for (const field of Object.keys(event)) (event as unknown as Record<string, unknown>)[field] = "spoilt";
    },
  });

  assertEquals([report.outcome, report.starts], ["completed", 1]);
});

Deno.test("supervise() takes a clock that words the end of a called-off sleep in its own way for no broken one", async () => {
  const clock = new VirtualClock();
  const wordy: Clock = {
    now: () => clock.now(),
    sleep: (ms, signal) =>
      clock.sleep(ms, signal).catch(() => Promise.reject(new DOMException("Delay aborted", "AbortError"))),
  };
  // The crash comes before the start-up limit, whose sleep is called off for that of the backoff.
  const running = supervise("w", async ({ clock, incarnation, ready }) => {
    await clock.sleep(10);
    if (incarnation === 1) throw new Error("down");
    ready();
  }, { clock: wordy, startupTimeoutMs: 100, backoff: { baseMs: 1_000, jitter: "none" } });
  await clock.advance(2_000);

  const { outcome, starts } = await running;
  assertEquals([outcome, starts], ["completed", 2]);
});
