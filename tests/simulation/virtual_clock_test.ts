import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { endRunOf, type Settle, VirtualClock } from "../../src/simulation/virtual_clock.ts";

const settles: readonly Settle[] = ["ticks", "promises"];

/** Notes when `before` is done between two sleeps of 10 ms, against another worker that wakes every 10 ms, 1 ms later. */
async function raced(clock: VirtualClock, before: () => Promise<unknown>): Promise<string[]> {
  const trace: string[] = [];
  const busy = async () => {
    for (let round = 0; round < 3; round++) {
      await clock.sleep(10);
      await before();
      trace.push(`busy ${clock.now()}`);
    }
  };
  const plain = async () => {
    await clock.sleep(1);
    for (let round = 0; round < 3; round++) {
      await clock.sleep(10);
      trace.push(`plain ${clock.now()}`);
    }
  };
  const both = Promise.all([busy(), plain()]);
  await clock.runUntilIdle();
  await both;
  return trace;
}

const inStep = ["busy 10", "plain 11", "busy 20", "plain 21", "busy 30", "plain 31"];

Deno.test("now() starts at 0", () => {
  assertEquals(new VirtualClock().now(), 0);
});

Deno.test("VirtualClock() refuses an unknown settle", () => {
  assertThrows(
    () => new VirtualClock({ settle: "soon" as Settle }),
    TypeError,
    'Cannot create a virtual clock: "settle" must be one of "ticks", "promises", received "soon"',
  );
});

Deno.test("VirtualClock() refuses an unknown option", () => {
  assertThrows(
    () => new VirtualClock({ setle: "ticks" } as Record<string, unknown>),
    TypeError,
    'Cannot create a virtual clock: unknown option "setle", known are settle',
  );
});

for (const settle of settles) {
  Deno.test(`sleep() ends at its time, not before or after, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const wokenAtMs: number[] = [];
    for (const ms of [99, 100, 101]) clock.sleep(ms).then(() => wokenAtMs.push(clock.now()));
    await clock.advance(100);

    assertEquals(wokenAtMs, [99, 100]);
    await clock.advance(1);
    assertEquals(wokenAtMs, [99, 100, 101]);
  });

  Deno.test(`sleep() ends ties in the order of asking, each with all its effects, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const trace: string[] = [];
    const worker = async (name: string) => {
      await clock.sleep(5);
      trace.push(`${name} woke`);
      for (let turn = 0; turn < 50; turn++) await undefined;
      trace.push(`${name} done`);
    };
    for (const name of ["a", "b", "c"]) worker(name);
    await clock.advance(5);

    assertEquals(trace, ["a woke", "a done", "b woke", "b done", "c woke", "c done"]);
  });

  Deno.test(`sleep() of 0 comes after what is due already, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const trace: string[] = [];
    clock.sleep(10).then(() => {
      trace.push("first");
      clock.sleep(0).then(() => trace.push("zero"));
    });
    clock.sleep(10).then(() => trace.push("second"));
    clock.sleep(10.5).then(() => trace.push("later"));
    await clock.runUntilIdle();

    assertEquals(trace, ["first", "second", "zero", "later"]);
  });

  Deno.test(`advance() waits for 10,000 awaits between sleeps, settle "${settle}"`, async () => {
    const chain = async () => {
      for (let turn = 0; turn < 10_000; turn++) await undefined;
    };
    assertEquals(await raced(new VirtualClock({ settle }), chain), inStep);
  });

  Deno.test(`advance() waits for async functions nested 100 deep, settle "${settle}"`, async () => {
    const nested = async (depth: number): Promise<void> => {
      if (depth > 0) await nested(depth - 1);
    };
    assertEquals(await raced(new VirtualClock({ settle }), () => nested(100)), inStep);
  });

  Deno.test(`advance() waits for async generators, settle "${settle}"`, async () => {
    async function* numbers() {
      for (let number = 0; number < 200; number++) yield await Promise.resolve(number);
    }
    const sum = async () => {
      let total = 0;
      for await (const number of numbers()) total += number;
      assertEquals(total, 19_900);
    };
    assertEquals(await raced(new VirtualClock({ settle }), sum), inStep);
  });

  Deno.test(`advance() waits for a stream of 200 chunks, settle "${settle}"`, async () => {
    const piped = async () => {
      let read = 0;
      const double = new TransformStream<number, number>({
        transform: (chunk, controller) => controller.enqueue(chunk * 2),
      });
      for await (const chunk of ReadableStream.from(Array(200).fill(1)).pipeThrough(double)) read += chunk;
      assertEquals(read, 400);
    };
    assertEquals(await raced(new VirtualClock({ settle }), piped), inStep);
  });

  Deno.test(`advance() moves on through 100,000 sleeps, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    let slept = 0;
    const worker = async () => {
      for (let round = 0; round < 100; round++) {
        await clock.sleep(1);
        slept++;
      }
    };
    const workers = Promise.all(Array.from({ length: 1_000 }, worker));
    const result = await clock.advance(100);
    await workers;

    assertEquals(result, { fired: 100_000, limited: false });
    assertEquals([slept, clock.pending, clock.now()], [100_000, 0, 100]);
  });

  Deno.test(`advance() lets a real timer fire before a long advance is over, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    let stop = false;
    const ticking = (async () => {
      while (!stop) await clock.sleep(1);
    })();
    const timer = setTimeout(() => stop = true, 1);
    // Without its turn the timer never stops the worker, and the run ends at its limit.
    const { limited } = await clock.runUntilIdle({ limit: 10_000_000 });
    clearTimeout(timer);

    assertEquals([stop, limited], [true, false]);
    await ticking;
  });
}

// A run leaves turns of the event loop behind that it did not need.
Deno.test("advance() fires nothing after it has resolved", async () => {
  const clock = new VirtualClock();
  let fired = false;
  for (let ms = 1; ms <= 20; ms++) clock.sleep(ms);
  await clock.advance(20);
  clock.sleep(0).then(() => fired = true);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));

  assertEquals([fired, clock.pending], [false, 1]);
});

for (const settle of settles) {
  Deno.test({
    name: `advance() lets a signal be handled within 100 events of 1 ms each, settle "${settle}"`,
    ignore: (await Deno.permissions.query({ name: "run" })).state !== "granted",
    fn: async () => {
      const clock = new VirtualClock({ settle });
      let sentAtMs = Infinity;
      let handledAtMs = Infinity;
      const note = () => handledAtMs = clock.now();
      Deno.addSignalListener("SIGUSR1", note);
      const busy = (async () => {
        while (handledAtMs === Infinity && clock.now() < sentAtMs + 1_000) {
          await clock.sleep(1);
          if (clock.now() === 1_000) {
            Deno.kill(Deno.pid, "SIGUSR1");
            sentAtMs = clock.now();
          }
          for (const before = performance.now(); performance.now() - before < 1 && sentAtMs !== Infinity;);
        }
      })();
      await clock.runUntilIdle();
      await busy;
      Deno.removeSignalListener("SIGUSR1", note);

      assert(handledAtMs - sentAtMs <= 100, `handled after ${handledAtMs - sentAtMs} events`);
    },
  });
}

Deno.test('advance() waits for chains of process.nextTick, settle "ticks"', async () => {
  const chain = () =>
    new Promise<void>((resolve) => {
      let left = 20;
      const tick = () => left-- > 0 ? globalThis.process.nextTick(tick) : queueMicrotask(resolve);
      tick();
    });
  assertEquals(await raced(new VirtualClock({ settle: "ticks" }), chain), inStep);
});

Deno.test("sleep() starts to count when it is called", async () => {
  const clock = new VirtualClock();
  const wokenAtMs: number[] = [];
  const worker = async () => {
    await clock.sleep(0.1);
    wokenAtMs.push(clock.now());
    await clock.sleep(0.2);
    wokenAtMs.push(clock.now());
  };
  const working = worker();
  await clock.advance(1);
  await working;

  assertEquals(wokenAtMs, [0.1, 0.1 + 0.2]);
});

for (const ms of [NaN, -1, -Infinity]) {
  Deno.test(`sleep() refuses ${ms}`, async () => {
    const clock = new VirtualClock();
    await assertRejects(
      () => clock.sleep(ms),
      RangeError,
      `Cannot sleep: "ms" must be a number of at least 0, received ${ms}`,
    );
    assertEquals(clock.pending, 0);
  });
}

Deno.test("sleep() refuses a text", async () => {
  await assertRejects(() => new VirtualClock().sleep("5" as unknown as number), RangeError, 'received "5"');
});

Deno.test("sleep() of Infinity does not keep a run going", async () => {
  const clock = new VirtualClock();
  clock.sleep(Infinity);
  clock.sleep(Number.MAX_VALUE).then(() => clock.sleep(Number.MAX_VALUE));
  const result = await clock.runUntilIdle();

  assertEquals(result, { fired: 1, limited: false });
  assertEquals(clock.pending, 2);
});

Deno.test("sleep() of Infinity can be aborted", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(Infinity, controller.signal);
  assertEquals(clock.pending, 1);
  controller.abort("enough");

  assertEquals(await sleeping.catch((reason) => reason), "enough");
  assertEquals(clock.pending, 0);
});

Deno.test("sleep() rejects with the signal's reason", async () => {
  const clock = new VirtualClock();
  const reason = new Error("stop");
  const controller = new AbortController();
  const sleeping = clock.sleep(100, controller.signal);
  await clock.advance(99);
  controller.abort(reason);

  assertStrictEquals(await assertRejects(() => sleeping), reason);
});

Deno.test("sleep() that was aborted leaves nothing pending", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleeping = Array.from({ length: 100 }, (_, ms) => clock.sleep(ms, controller.signal));
  const settled = Promise.allSettled(sleeping);
  controller.abort();
  await settled;

  assertEquals(clock.pending, 0);
  assertEquals(await clock.runUntilIdle(), { fired: 0, limited: false });
});

Deno.test("sleep() rejects at once when the signal is aborted already", async () => {
  const clock = new VirtualClock();
  const reason = await clock.sleep(5, AbortSignal.abort("early")).catch((reason) => reason);

  assertEquals(reason, "early");
  assertEquals(clock.pending, 0);
});

Deno.test("sleep() leaves no listener behind, ended or aborted", async () => {
  const clock = new VirtualClock();
  const { signal, abort, listeners } = countedSignal();
  const ended = clock.sleep(1, signal);
  const aborted = clock.sleep(2, signal).catch(() => "aborted");
  assertEquals(listeners(), 2);
  await clock.advance(1);
  await ended;
  assertEquals(listeners(), 1);
  abort();

  assertEquals(await aborted, "aborted");
  assertEquals(listeners(), 0);
});

/** A signal that knows how many listeners it has: `once` listeners leave when they are called. */
function countedSignal(): { signal: AbortSignal; abort: () => void; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  const present = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListener, options?: AddEventListenerOptions) => {
    present.add(listener);
    add(type, listener, options);
    if (options?.once) add(type, () => present.delete(listener), { once: true });
  };
  signal.removeEventListener = (type: string, listener: EventListener) => {
    present.delete(listener);
    remove(type, listener);
  };
  return { signal, abort: () => controller.abort(), listeners: () => present.size };
}

Deno.test("sleep() that ended is not touched by a later abort", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(1, controller.signal);
  await clock.advance(1);
  controller.abort();

  assertEquals(await sleeping, undefined);
});

Deno.test("sleep() aborted by an effect of the same instant does not end", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const trace: string[] = [];
  clock.sleep(5).then(() => controller.abort("stop"));
  clock.sleep(5, controller.signal).then(() => trace.push("ended"), (reason) => trace.push(`aborted: ${reason}`));
  await clock.advance(5);

  assertEquals(trace, ["aborted: stop"]);
});

Deno.test("advance() lets code that has just begun reach its first sleep", async () => {
  const clock = new VirtualClock();
  const wokenAtMs: number[] = [];
  const worker = async () => {
    for (let turn = 0; turn < 100; turn++) await undefined;
    await clock.sleep(10);
    wokenAtMs.push(clock.now());
  };
  worker();
  await clock.advance(10);

  assertEquals(wokenAtMs, [10]);
});

Deno.test("advance() ends at its goal when nothing is due there", async () => {
  const clock = new VirtualClock();
  clock.sleep(3);
  await clock.advance(10);

  assertEquals([clock.now(), clock.pending], [10, 0]);
});

Deno.test("advance() of 0 ends what is due now", async () => {
  const clock = new VirtualClock();
  let ended = false;
  clock.sleep(0).then(() => ended = true);
  const result = await clock.advance(0);

  assertEquals([ended, clock.now()], [true, 0]);
  assertEquals(result, { fired: 1, limited: false });
});

for (const ms of [-1, NaN, Infinity]) {
  Deno.test(`advance() refuses ${ms}`, async () => {
    await assertRejects(
      () => new VirtualClock().advance(ms),
      RangeError,
      `Cannot advance the clock: "ms" must be a finite number of at least 0, received ${ms}`,
    );
  });
}

Deno.test("advance() refuses to leave the range of numbers", async () => {
  const clock = new VirtualClock();
  await clock.advance(Number.MAX_VALUE);
  await assertRejects(() => clock.advance(Number.MAX_VALUE), RangeError, "received Infinity");
});

for (const limit of [-1, 0.5, NaN]) {
  Deno.test(`advance() refuses the limit ${limit}`, async () => {
    await assertRejects(
      () => new VirtualClock().advance(1, { limit }),
      RangeError,
      `Cannot advance the clock: "limit" must be a whole number of at least 0, received ${limit}`,
    );
  });
}

Deno.test("advance() refuses to run beside another run", async () => {
  const clock = new VirtualClock();
  clock.sleep(5);
  const running = clock.advance(10);
  await assertRejects(
    () => clock.advance(1),
    Error,
    "Cannot advance the clock: it is being advanced already, at 0 ms; await that run first",
  );

  assertEquals(await running, { fired: 1, limited: false });
  assertEquals(clock.now(), 10);
});

Deno.test("advance() refuses to be called from inside the world", async () => {
  const clock = new VirtualClock();
  const refused = clock.sleep(5).then(() => clock.advance(1)).catch((error: Error) => error.message);
  await clock.advance(10);

  assertEquals(
    await refused,
    "Cannot advance the clock: it is being advanced already, at 5 ms; await that run first",
  );
});

Deno.test("advance() can be called again after a refused call", async () => {
  const clock = new VirtualClock();
  await assertRejects(() => clock.advance(NaN), RangeError);
  await assertRejects(() => clock.advance(1, { limit: -1 }), RangeError);
  await clock.advance(1);

  assertEquals(clock.now(), 1);
});

Deno.test("advanceTo() stops one before, at, and one after an event", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  clock.sleep(100);
  for (const goalMs of [99, 100, 101]) fired.push((await clock.advanceTo(goalMs)).fired);

  assertEquals(fired, [0, 1, 0]);
  assertEquals(clock.now(), 101);
});

for (const ms of [9, NaN, Infinity]) {
  Deno.test(`advanceTo() refuses ${ms} at 10 ms`, async () => {
    const clock = new VirtualClock();
    await clock.advanceTo(10);
    await assertRejects(
      () => clock.advanceTo(ms),
      RangeError,
      `Cannot advance the clock: "ms" must be a finite number of at least 10, received ${ms}`,
    );
    assertEquals(clock.now(), 10);
  });
}

Deno.test("advanceTo() allows the time it is", async () => {
  const clock = new VirtualClock();
  await clock.advanceTo(10);
  await clock.advanceTo(10);
  assertEquals(clock.now(), 10);
});

Deno.test("advanceTo() stops at its limit: one less, as many, one more than there are", async () => {
  const outcomes = [];
  for (const limit of [2, 3, 4]) {
    const clock = new VirtualClock();
    for (const ms of [1, 2, 3]) clock.sleep(ms);
    const result = await clock.advanceTo(10, { limit });
    outcomes.push({ limit, ...result, nowMs: clock.now(), pending: clock.pending });
  }

  assertEquals(outcomes, [
    { limit: 2, fired: 2, limited: true, nowMs: 2, pending: 1 },
    { limit: 3, fired: 3, limited: false, nowMs: 10, pending: 0 },
    { limit: 4, fired: 3, limited: false, nowMs: 10, pending: 0 },
  ]);
});

Deno.test("advanceTo() with limit 0 fires nothing", async () => {
  const clock = new VirtualClock();
  clock.sleep(1);
  assertEquals(await clock.advanceTo(10, { limit: 0 }), { fired: 0, limited: true });
  assertEquals([clock.now(), clock.pending], [0, 1]);
});

Deno.test("runUntilIdle() stands at the last event", async () => {
  const clock = new VirtualClock();
  clock.sleep(20).then(() => clock.sleep(22));
  const result = await clock.runUntilIdle();

  assertEquals(result, { fired: 2, limited: false });
  assertEquals(clock.now(), 42);
});

Deno.test("runUntilIdle() is stopped by its limit in a world that never rests", async () => {
  const clock = new VirtualClock();
  const heart = new AbortController();
  const beating = (async () => {
    while (true) await clock.sleep(1, heart.signal);
  })();
  const result = await clock.runUntilIdle({ limit: 1_000 });
  heart.abort("over");

  assertEquals(result, { fired: 1_000, limited: true });
  assertEquals(await beating.catch((reason) => reason), "over");
  assertEquals([clock.now(), clock.pending], [1_000, 0]);
});

Deno.test("runUntilIdle() with nothing to do is idle at once", async () => {
  assertEquals(await new VirtualClock().runUntilIdle(), { fired: 0, limited: false });
});

Deno.test("runUntilIdle() many times in a row fires each event once", async () => {
  const clock = new VirtualClock();
  const wokenAtMs: number[] = [];
  for (let round = 0; round < 50; round++) {
    clock.sleep(1).then(() => wokenAtMs.push(clock.now()));
    assertEquals(await clock.runUntilIdle(), { fired: 1, limited: false });
  }

  assertEquals(wokenAtMs, Array.from({ length: 50 }, (_, round) => round + 1));
});

Deno.test("track() answers the promise it was given", async () => {
  const clock = new VirtualClock();
  const promise = Promise.resolve("same");
  assertStrictEquals(clock.track(promise), promise);
  await promise;
});

for (const settle of settles) {
  Deno.test(`track() holds time for native work, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const digest = () => clock.track(crypto.subtle.digest("SHA-256", new Uint8Array(100_000)));
    assertEquals(await raced(clock, digest), inStep);
  });

  Deno.test(`track() holds time for a WebAssembly module, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const compile = () => clock.track(WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
    assertEquals(await raced(clock, compile), inStep);
  });

  Deno.test(`track() holds time until the last of several has settled, settle "${settle}"`, async () => {
    const clock = new VirtualClock({ settle });
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    clock.track(first.promise);
    clock.track(second.promise);
    const seenAtMs: number[] = [];
    setImmediate(() => {
      seenAtMs.push(clock.now());
      first.resolve();
      setImmediate(() => {
        seenAtMs.push(clock.now());
        second.resolve();
      });
    });
    clock.sleep(1);
    await clock.advance(10);

    assertEquals(seenAtMs, [0, 0]);
    assertEquals(clock.now(), 10);
  });
}

Deno.test("track() waits for what the settled promise sets off", async () => {
  const clock = new VirtualClock();
  const native = Promise.withResolvers<void>();
  const seenAtMs: number[] = [];
  clock.sleep(1).then(async () => {
    await clock.track(native.promise);
    for (let turn = 0; turn < 1_000; turn++) await undefined;
    seenAtMs.push(clock.now());
  });
  setImmediate(native.resolve);
  await clock.advance(10);

  assertEquals(seenAtMs, [1]);
});

Deno.test("track() refuses what is no promise by its name, and lets time go on", async () => {
  const clock = new VirtualClock();
  for (const [given, received] of [[undefined, "undefined"], [null, "null"], [7, "7"], [{}, "an object"]] as const) {
    assertThrows(
      () => clock.track(given as never),
      TypeError,
      `Cannot track work: "promise" must be an object with then(), received ${received}`,
    );
  }
  await clock.advance(10);
  assertEquals(clock.now(), 10);
});

Deno.test("track() leaves a rejection to whoever awaits it", async () => {
  const clock = new VirtualClock();
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", note);
  const failure = new Error("native");
  const caught = clock.track(Promise.reject(failure)).catch((error) => error);
  await clock.advance(10);
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.removeEventListener("unhandledrejection", note);

  assertStrictEquals(await caught, failure);
  assertEquals(unhandled, []);
  assertEquals(clock.now(), 10);
});

Deno.test("advance() leaves an unhandled rejection of the world to the runtime", async () => {
  const clock = new VirtualClock();
  const unhandled: unknown[] = [];
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", note);
  clock.sleep(1).then(() => {
    throw "lost";
  });
  await clock.advance(10);
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.removeEventListener("unhandledrejection", note);

  assertEquals(unhandled, ["lost"]);
});

Deno.test("pending counts sleeps of every kind", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleeping = [clock.sleep(1), clock.sleep(2, controller.signal), clock.sleep(Infinity, controller.signal)];
  const settled = Promise.allSettled(sleeping);
  const counts = [clock.pending];
  await clock.advance(1);
  counts.push(clock.pending);
  controller.abort();
  counts.push(clock.pending);
  await settled;

  assertEquals(counts, [3, 2, 0]);
});

Deno.test("VirtualClock keeps two clocks apart", async () => {
  const [one, other] = [new VirtualClock(), new VirtualClock()];
  const trace: string[] = [];
  one.sleep(10).then(() => trace.push("one"));
  other.sleep(10).then(() => trace.push("other"));
  const [first, second] = await Promise.all([one.advance(5), other.advance(10)]);

  assertEquals(trace, ["other"]);
  assertEquals([first.fired, second.fired], [0, 1]);
  assert(one.now() === 5 && other.now() === 10);
});

Deno.test("stall() lets time pass in which nothing happens: what falls due meanwhile comes at its end, in order", async () => {
  const clock = new VirtualClock();
  const woken: string[] = [];
  const wake = (ms: number) => clock.sleep(ms).then(() => woken.push(`${ms} at ${clock.now()}`));
  clock.sleep(100).then(() => clock.stall(50));
  for (const ms of [150, 99, 151, 120, 100, 149]) wake(ms);

  await clock.advance(200);

  assertEquals(woken, ["99 at 99", "100 at 150", "120 at 150", "149 at 150", "150 at 150", "151 at 151"]);
  assertEquals(clock.now(), 200);
});

Deno.test("stall() beyond the goal of a run makes the run end late", async () => {
  const clock = new VirtualClock();
  clock.sleep(10).then(() => clock.stall(100));

  await clock.advance(50);

  assertEquals(clock.now(), 110);
});

for (const ms of [-1, NaN, Infinity]) {
  Deno.test(`stall() refuses ${ms} ms`, () => {
    assertThrows(() => new VirtualClock().stall(ms), RangeError, 'Cannot stall the clock: "ms"');
  });
}

Deno.test("endRunOf() ends the run that a clock is in, and leaves what is due later", async () => {
  const clock = new VirtualClock();
  const woken: number[] = [];
  for (const ms of [1, 2, 2, 3]) {
    clock.sleep(ms).then(() => {
      woken.push(ms);
      if (woken.length === 2) endRunOf(clock);
    });
  }
  endRunOf(clock);
  assertEquals(await clock.runUntilIdle(), { fired: 2, limited: true });
  assertEquals([clock.now(), clock.pending, woken], [2, 2, [1, 2]]);
  assertEquals(await clock.advance(5), { fired: 2, limited: false });
});
