import { runGroup, supervise } from "@mainstay/supervisor";
import { ExplorationError } from "../../../src/simulation/explore/exploration_error.ts";
import { explore } from "../../../src/simulation/explore/explore.ts";
import type { ExploreContext, ExploreTest } from "../../../src/simulation/explore/explore_context.ts";
import type { ExploreOptions } from "../../../src/simulation/explore/explore_options.ts";
import { testCommand } from "../../../src/simulation/explore/test_command.ts";
import { guarded } from "../../../src/simulation/real_time_guard.ts";
import { RealTimeError } from "../../../src/simulation/real_time_error.ts";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";

/** Nothing goes wrong by itself. */
const calm = { faults: { "*": false }, stalls: false, wallClockJumps: false } as const;

async function failureOf(test: ExploreTest, options?: ExploreOptions): Promise<ExplorationError> {
  return await assertRejects(() => Promise.resolve(explore(test, options)), ExplorationError);
}

/** Fails when a call of either name fails. */
async function passesOnFaults({ clock, faults }: ExploreContext) {
  const read = faults.wrap("read", async () => await clock.sleep(10));
  const write = faults.wrap("write", async () => await clock.sleep(10));
  for (let round = 0; round < 20; round++) {
    await read().catch(() => {});
    await write();
    await clock.sleep(1_000);
  }
}

Deno.test("explore() holds where nothing is wrong, and says what it did", async () => {
  const { calls, faults, ...rest } = await explore(async ({ clock, faults, stop }) => {
    const call = faults.wrap("call", async () => await clock.sleep(5));
    for (let i = 0; i < 10; i++) await call().catch(() => {});
    faults.point("end");
    faults.sometimes("always so");
    faults.sometimes("never so", false);
    stop();
  }, { ...calm, seeds: 4, seed: "0x10", determinismShare: 1 });
  assertEquals([calls, faults], [{ call: 40 }, {}]);
  assertEquals(rest, {
    runs: 4,
    firstSeed: "16",
    endedBy: "seeds",
    checkedTwice: 4,
    virtualMs: 200,
    events: 40,
    points: { end: 4 },
    sometimes: { "always so": { runs: 4, hits: 4 }, "never so": { runs: 0, hits: 0 } },
    idleFaults: [],
  });
});

Deno.test("explore() runs 100 seeds from 1 on unless told otherwise", async () => {
  const drawn = new Set<number>();
  const { runs, firstSeed, checkedTwice } = await explore(({ random }) => void drawn.add(random()));
  assertEquals([runs, firstSeed, drawn.size], [100, "1", 100]);
  assert(checkedTwice > 0 && checkedTwice < 20, `${checkedTwice}`);
});

Deno.test("explore() makes all kinds of faults happen", async () => {
  const { faults } = await explore(async ({ clock, faults }) => {
    const call = faults.wrap("call", async () => await clock.sleep(5));
    for (let i = 0; i < 100; i++) {
      await call().catch(() => {});
      await clock.sleep(10_000);
      try {
        faults.point("between");
      } catch {
        // It goes on.
      }
    }
  });
  const kinds = ["crash", "fails", "hang", "slow", "stall", "throw-after", "throw-before", "wall-clock-jump"];
  assertEquals(Object.keys(faults).sort(), kinds);
});

Deno.test("explore() finds the one fault that it takes, and says how to run it again", async () => {
  const error = await failureOf(passesOnFaults, { name: "reads and writes" });
  assertEquals(error.faults, [{ call: "write", nth: 1, do: "throw-before" }]);
  assertEquals([error.kind, error.name], ["threw", "ExplorationError"]);
  const { seed, runs } = error;
  const lines = error.message.split("\n");
  assertEquals(lines[0], "InjectedFault: write call 1: threw before it took effect");
  assert(lines[2]!.startsWith(`Found by seed ${seed}, in run ${runs}, at t=10ms; it takes 1 fault`), lines[2]);
  assertEquals(lines.slice(3), [
    "  - write call 1 (t=10ms): threw before it took effect",
    "Run it again with this before the command that ran it:",
    `  MAINSTAY_SEED=${seed} MAINSTAY_FAULTS='[{"call":"write","nth":1,"do":"throw-before"}]'`,
    "such as:",
    `  MAINSTAY_SEED=${seed} MAINSTAY_FAULTS='[{"call":"write","nth":1,"do":"throw-before"}]' ` +
    testCommand("reads and writes"),
    "Keep it as a regression:",
    `  await explore(test, { replay: { seed: "${seed}", faults: [{ call: "write", nth: 1, do: "throw-before" }] } });`,
  ]);
});

Deno.test("explore() fails again with the seed and the faults that it has said, and with its text", async () => {
  const { seed, faults, message } = await failureOf(passesOnFaults);
  for (const replay of [{ seed, faults }, JSON.stringify({ seed, faults }), message]) {
    const again = await failureOf(passesOnFaults, { replay });
    assertEquals([again.seed, again.faults, again.runs, again.shrinkRuns], [seed, faults, 1, 0]);
  }
});

Deno.test("explore() says which faults of a replay met nothing", async () => {
  const faults = [{ call: "gone", nth: 1, do: "slow", ms: 5 }, { call: "read", nth: 2, do: "slow", ms: 5 }] as const;
  const { runs, endedBy, idleFaults } = await explore(passesOnFaults, { replay: { seed: 7, faults } });
  assertEquals([runs, endedBy, idleFaults], [1, "replay", [faults[0]]]);
});

Deno.test("explore() says which faults of a replay met nothing when it fails by something else", async () => {
  const replay = { seed: 7, faults: [{ call: "read", nth: 1, do: "throw-before" }] } as const;
  const { message, faults } = await failureOf(() => Promise.reject(new Error("may not read")), { replay });
  assertEquals(faults, []);
  assertStringIncludes(message, "has changed since:\n  - read call 1: threw before it took effect");
});

Deno.test("explore() says that a test may keep state where a later run fails without a fault", async () => {
  let total = 0;
  const test = async ({ clock }: ExploreContext) => {
    await clock.sleep(10);
    if (++total > 5) throw new Error("too many");
  };
  const { runs, message } = await failureOf(test, { determinismShare: 0 });
  assertEquals(runs, 6);
  assertStringIncludes(message, "the test may keep state from one run to the next");
  assertEquals((await failureOf(test)).message.includes("keep state"), false);
});

Deno.test("explore() ends between two seeds when its signal aborts", async () => {
  const stop = new AbortController();
  let begun = 0;
  const test = async ({ clock }: ExploreContext) => {
    if (++begun === 3) stop.abort();
    await clock.sleep(10);
  };
  const options = { signal: stop.signal, determinismShare: 0, requireSometimes: ["never"] };
  const { runs, endedBy } = await explore(test, options);
  assertEquals([runs, endedBy, begun], [3, "signal", 3]);
  assertEquals((await explore(test, options)).runs, 0);
});

Deno.test("explore() makes a failure no smaller once its signal has aborted", async () => {
  const { shrinkRuns, faults } = await failureOf(async (context) => {
    await passesOnFaults(context);
  }, { signal: AbortSignal.abort(), replay: { seed: (await failureOf(passesOnFaults, { shrinkMs: 0 })).seed } });
  assertEquals([shrinkRuns, faults.length > 0], [1, true]);
});

Deno.test("explore() draws the faults of a replay that has none, and makes them smaller", async () => {
  const { seed, faults } = await failureOf(passesOnFaults);
  const again = await failureOf(passesOnFaults, { replay: { seed } });
  assertEquals([again.seed, again.faults, again.runs], [seed, faults, 1]);
});

Deno.test("explore() does not take a fault for idle that was cut short when everything healed", async () => {
  const faults = [
    { call: "read", nth: 1, do: "hang", ms: 5_000 },
    { do: "stall", atMs: 900, forMs: 50_000 },
  ] as const;
  const endedAtMs: number[] = [];
  const test = async ({ clock, faults }: ExploreContext) => {
    const read = faults.wrap("read", async () => await clock.sleep(1));
    const reading = read().catch(() => endedAtMs.push(clock.now()));
    await clock.sleep(950);
    endedAtMs.push(clock.now());
    await reading;
  };
  const options = { healAtMs: 1_000, determinismShare: 0 };
  const { faults: struck, idleFaults } = await explore(test, { ...options, replay: { seed: 1, faults } });
  assertEquals([struck, idleFaults, endedAtMs], [{ hang: 1, stall: 1 }, [], [1_000, 1_000]]);
});

Deno.test("explore() makes nothing of a failure that its rules do not let happen", async () => {
  const test = async ({ clock, faults }: ExploreContext) => {
    const call = faults.wrap("call", async () => await clock.sleep(1));
    for (let i = 0; i < 50; i++) await call();
  };
  const others = { slow: false, hang: false, fails: false };
  const once = await failureOf(test, {
    faults: { call: { ...others, "throw-before": { probability: 0 }, "throw-after": { probability: 0.3 } } },
    swarm: false,
  });
  assertEquals(once.faults.map((fault) => fault.do), ["throw-after"]);
  const late = await failureOf(
    async ({ clock, faults }) => {
      const call = faults.wrap("call", async () => await clock.sleep(1));
      for (let i = 0; i < 50; i++) {
        const beganMs = clock.now();
        await call();
        if (clock.now() - beganMs > 1) throw new Error("late");
      }
    },
    {
      faults: {
        call: { "throw-before": false, "throw-after": false, hang: false, fails: false, slow: { minMs: 5_000 } },
      },
      stalls: false,
    },
  );
  const [fault] = late.faults;
  assert(fault?.do === "slow" && fault.ms >= 5_000 && fault.ms < 10_000, JSON.stringify(late.faults));
});

Deno.test("explore() lets a function that is not declared async reject from its first call on", async () => {
  const thrown: string[] = [];
  const { faults, runs } = await explore(async ({ clock, faults }) => {
    const get = faults.wrap("get", () => Promise.resolve(1));
    const parse = faults.wrap("parse", () => 1);
    for (let i = 0; i < 10; i++) {
      await clock.sleep(1_000);
      // What is thrown here goes past the catch().
      await get().catch(() => {});
      try {
        parse();
      } catch (error) {
        thrown.push(String(error));
      }
    }
  }, { seeds: 50, determinismShare: 1, faults: { "*": { fails: { probability: 0.5, minMs: 1, maxMs: 1_000 } } } });
  assert(runs === 50 && faults["throw-before"]! > 5 && faults.fails! > 5 && thrown.length > 5);
});

Deno.test("explore() finds the first call of a function that is not declared async, and repeats it", async () => {
  const test = async ({ faults }: ExploreContext) => {
    const get = faults.wrap("get", () => Promise.resolve(1));
    await get().catch(() => Promise.reject(new Error("lost")));
  };
  const { faults, seed } = await failureOf(test, { faults: { get: { "throw-after": false, hang: false } } });
  assertEquals(faults, [{ call: "get", nth: 1, do: "throw-before" }]);
  for (const kind of ["throw-before", "hang"] as const) {
    const fault = kind === "hang" ? { call: "get", nth: 1, do: kind, ms: 5 } : { call: "get", nth: 1, do: kind };
    const again = await failureOf(test, { replay: { seed, faults: [fault] } });
    assertEquals([again.faults, String(again.cause), again.runs], [[fault], "Error: lost", 1]);
  }
});

Deno.test("explore() ends where a wrapped function has a name of its own in every run", async () => {
  let made = 0;
  const { runs } = await explore(async ({ faults }) => {
    for (let i = 0; i < 5; i++) await faults.wrap(`call ${made++}`, () => Promise.resolve(1))().catch(() => {});
  }, { seeds: 3, swarm: false, determinismShare: 0, faults: { "*": { "throw-before": { probability: 1 } } } });
  assertEquals(runs, 3);
});

Deno.test("explore() ends a loop that tries again without waiting", async () => {
  const faults = [{ call: "get", do: "fails", fromMs: 10, toMs: 500 }] as const;
  for (const isAsync of [true, undefined]) {
    const error = await failureOf(async ({ clock, faults }) => {
      const get = faults.wrap("get", () => Promise.resolve(1), { async: isAsync });
      for (let i = 0; i < 10; i++) {
        await clock.sleep(10);
        for (let isDone = false; !isDone;) await get().then(() => isDone = true, () => {});
      }
    }, { replay: { seed: 1, faults } });
    assertEquals([error.kind, error.failedAtMs], ["limit", 10]);
    assertStringIncludes(
      error.message,
      "The test has made 100000 calls at one moment, t=10ms, such as a loop that tries again without waiting; newest: t=10",
    );
  }
});

Deno.test("explore() repeats a test that goes another way each time when it is run from what it has said", async () => {
  let runs = 0;
  const test = async ({ clock }: ExploreContext) => await clock.sleep(++runs);
  const { message } = await failureOf(test, { ...calm, determinismShare: 1 });
  runs = 0;
  assertEquals((await failureOf(test, { ...calm, replay: message })).kind, "nondeterministic");
  const { checkedTwice } = await explore(() => {}, { replay: { seed: 1, faults: [] } });
  assertEquals(checkedTwice, 1);
});

Deno.test("explore() sees that two runs part after the steps that it keeps", async () => {
  let runs = 0;
  const error = await failureOf(async ({ clock }) => {
    runs++;
    for (let i = 0; i < 50_010; i++) await clock.sleep(i === 50_005 ? runs : 1);
  }, { ...calm, seeds: 1, determinismShare: 1 });
  assertEquals(error.kind, "nondeterministic");
  assertStringIncludes(error.message, "they parted after step 50000");
});

Deno.test("explore() shows the newest steps, however many there were", async () => {
  const { message } = await failureOf(async ({ clock }) => {
    for (;;) await clock.sleep(1);
  }, { ...calm, limit: 60_000 });
  assertStringIncludes(message, "newest: t=59998: sleep of 1 ms; t=59999: sleep of 1 ms; t=60000: sleep of 1 ms");
});

Deno.test("explore() takes for its own what a run has left behind that is rejected later", async () => {
  const left = Promise.withResolvers<void>();
  let runs = 0;
  const error = await failureOf(async ({ clock }) => {
    if (++runs === 1) left.promise.then(() => Promise.reject(new Error("left behind")));
    else if (runs === 3) left.resolve();
    await clock.sleep(10);
  }, { ...calm, seeds: 10, determinismShare: 0 });
  assertEquals([error.kind, error.seed, String(error.cause)], ["unhandled-rejection", "1", "Error: left behind"]);
});

Deno.test("explore() makes no other assertion of the same test out of a failure", async () => {
  const { cause, faults } = await failureOf(async ({ faults }) => {
    const failed = { a: 0, b: 0 };
    for (const name of ["a", "b"] as const) {
      const call = faults.wrap(name, async () => {});
      for (let i = 0; i < 20; i++) await call().catch(() => failed[name]++);
    }
    if (failed.a > 0 && failed.b > 0) assertEquals("both", "failed", "A");
    if (failed.a > 0) assertEquals("a", "failed", "B");
  }, { swarm: false, faults: { "*": { "throw-before": { probability: 0.5 } } } });
  assertStringIncludes(String(cause), ": A");
  assertEquals(faults.length, 2);
});

Deno.test("explore() tells of what cannot be looked at", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const blind = Object.defineProperty(new Error("blind"), "stack", {
    get() {
      throw new Error("no stack");
    },
  });
  for (const thrown of [revoked.proxy, blind]) {
    const error = await failureOf(() => Promise.reject(thrown));
    assertEquals([error.kind, error.faults, error.seed], ["threw", [], "1"]);
  }
});

Deno.test("explore() repeats the same exploration", async () => {
  const first = await failureOf(passesOnFaults);
  const second = await failureOf(passesOnFaults);
  assertEquals([first.seed, first.faults, first.shrinkRuns], [second.seed, second.faults, second.shrinkRuns]);
});

Deno.test("explore() needs as many faults as it takes", async () => {
  const error = await failureOf(async ({ clock, faults }) => {
    const call = faults.wrap("call", async () => await clock.sleep(10));
    let failed = 0;
    for (let i = 0; i < 50; i++) await call().catch(() => failed++);
    if (failed >= 2) throw new Error("twice is too often");
  }, { faults: { call: { fails: false } } });
  assertEquals(
    error.faults,
    [
      { call: "call", nth: 1, do: "throw-before" },
      { call: "call", nth: 2, do: "throw-before" },
    ].map((fault, index) => ({ ...fault, do: error.faults[index]!.do })),
  );
});

Deno.test("explore() says so when it takes no fault", async () => {
  const error = await failureOf(async ({ clock }) => {
    await clock.sleep(1_500);
    throw new TypeError("always");
  });
  assertEquals([error.faults, error.failedAtMs], [[], 1_500]);
  assertStringIncludes(error.message, "TypeError: always\n\nFound by seed 1, in run 1, at t=1.5s; it takes no fault");
  assertInstanceOf(error.cause, TypeError);
});

Deno.test("explore() does not take another failure for the one that it makes smaller", async () => {
  const error = await failureOf(async ({ clock, faults }) => {
    const call = faults.wrap("call", async () => await clock.sleep(10));
    let failed = 0;
    for (let i = 0; i < 20; i++) await call().catch(() => failed++);
    if (failed === 1) throw new RangeError("one");
    if (failed > 1) throw new TypeError("more");
  }, {
    seed: 1,
    faults: { call: { "throw-before": { probability: 1 }, fails: false, slow: false, hang: false } },
    swarm: false,
  });
  assertInstanceOf(error.cause, TypeError);
  assertEquals(error.faults.length, 2);
});

Deno.test("explore() fails when real time is asked for, though the test swallows it", async () => {
  const error = await failureOf(async ({ clock }) => {
    await clock.sleep(5);
    try {
      Date.now();
    } catch {
      // As a supervisor does.
    }
    await clock.sleep(5);
  });
  assertEquals([error.kind, error.faults, error.failedAtMs], ["real-time", [], 5]);
  assertInstanceOf(error.cause, RealTimeError);
  assertStringIncludes(error.message.split("\n")[0]!, `called at ${import.meta.url}`);
});

Deno.test("explore() fails when a worker asks for real time, whoever restarts it", async () => {
  const error = await failureOf(async ({ clock, random, signal }) => {
    supervise("worker", () => void setTimeout(() => {}, 10), { clock, random, signal });
    await clock.sleep(60_000);
  });
  assertEquals([error.kind, (error.cause as RealTimeError).api], ["real-time", "setTimeout()"]);
});

Deno.test("explore() lets pass what its guard allows, and everything without one", async () => {
  for (const guard of [false, { allow: ["Date.now()"] }]) {
    const { runs } = await explore(() => void Date.now(), { seeds: 2, guard, determinismShare: 0 });
    assertEquals(runs, 2);
  }
});

/** Ways to throw where nobody catches it. */
const uncaught: Readonly<Record<string, (act: () => void) => void>> = {
  "a listener": (act) => {
    const socket = new EventTarget();
    socket.addEventListener("message", act);
    socket.dispatchEvent(new Event("message"));
  },
  "a listener of a signal": (act) => {
    const stop = new AbortController();
    stop.signal.addEventListener("abort", act);
    stop.abort();
  },
  "a microtask": (act) => queueMicrotask(act),
};

for (const [where, run] of Object.entries(uncaught)) {
  Deno.test(`explore() fails when ${where} throws, and the process goes on`, async () => {
    const error = await failureOf(async ({ clock, faults }) => {
      const store = faults.wrap("store", (_n: number) => {});
      for (let n = 0; n < 10; n++) {
        await clock.sleep(1_000);
        run(() => store(n));
      }
    }, { ...calm, faults: { store: { "throw-before": true } } });
    assertEquals([error.kind, error.faults.length], ["uncaught-error", 1]);
    assertStringIncludes(
      error.message,
      "Nobody caught what a listener or a microtask threw: InjectedFault: store call",
    );
  });

  Deno.test(`explore() knows what broke in ${where} for what it is`, async () => {
    const broken = await failureOf(({ faults }) => run(() => faults.always("few", false)));
    assertEquals([broken.kind, broken.faults], ["always", []]);
    const real = await failureOf(() => run(() => void Date.now()));
    assertEquals([real.kind, (real.cause as RealTimeError).api], ["real-time", "Date.now()"]);
  });
}

Deno.test("explore() takes for its own what a listener throws that a run has left behind", async () => {
  const socket = new EventTarget();
  let runs = 0;
  const error = await failureOf(async ({ clock }) => {
    if (++runs === 1) {
      socket.addEventListener("message", () => {
        throw new Error("left behind");
      });
    }
    if (runs === 3) socket.dispatchEvent(new Event("message"));
    await clock.sleep(10);
  }, { ...calm, seeds: 10, determinismShare: 0 });
  assertEquals([error.kind, String(error.cause)], ["uncaught-error", "Error: left behind"]);
});

Deno.test("explore() fails when a promise is rejected that nobody handles", async () => {
  for (const waitMs of [0, 1_000]) {
    const error = await failureOf(async ({ clock }) => {
      Promise.reject(new Error("left alone"));
      await clock.sleep(waitMs);
    });
    assertEquals([error.kind, error.faults], ["unhandled-rejection", []]);
    assertStringIncludes(error.message, "Nobody handled that a promise was rejected: Error: left alone");
  }
});

Deno.test("explore() fails when the test does not settle by its horizon, and says what is pending", async () => {
  const error = await failureOf(async ({ clock, faults }) => {
    const call = faults.wrap("call", async () => await clock.sleep(1));
    await call();
  }, {
    horizonMs: 60_000,
    replay: { seed: 1, faults: [{ call: "call", nth: 1, do: "hang", ms: 100_000 }] },
  });
  assertEquals([error.kind, error.failedAtMs], ["never-settles", 60_000]);
  assertStringIncludes(
    error.message,
    "The test has not settled by its horizon of 1m: 1 sleep is pending, call call 1 held back by faults; newest: t=0: call call 1",
  );
});

Deno.test("explore() settles exactly at its horizon, and not after it", async () => {
  const sleeping = (ms: number) => ({ clock }: ExploreContext) => clock.sleep(ms);
  const options = { ...calm, seeds: 1, horizonMs: 1_000 };
  assertEquals((await explore(sleeping(999), options)).runs, 1);
  for (const ms of [1_000, 1_001]) assertEquals((await failureOf(sleeping(ms), options)).kind, "never-settles");
});

Deno.test("explore() fails when the test waits for what never comes", async () => {
  const { kind, message } = await failureOf(async ({ clock }) => {
    await clock.sleep(50);
    await new Promise(() => {});
  });
  assertEquals(kind, "never-settles");
  assertStringIncludes(
    message,
    "The test waits for something that never comes, at t=50ms: nothing is left on the clock",
  );
});

Deno.test("explore() fails at its limit of events", async () => {
  const endless = async ({ clock }: ExploreContext) => {
    for (;;) await clock.sleep(0);
  };
  const { kind, message } = await failureOf(endless, { limit: 500 });
  assertEquals(kind, "limit");
  assertStringIncludes(message, "The test has not settled within 500 events of the clock, at t=0: 1 sleep is pending");
});

Deno.test("explore() waits for work that the clock cannot see", async () => {
  const { virtualMs } = await explore(async ({ clock }) => {
    await clock.sleep(5);
    await clock.track(Deno.readTextFile(new URL(import.meta.url)));
    await Deno.readTextFile(new URL(import.meta.url));
    await clock.sleep(5);
  }, { ...calm, seeds: 2 });
  assertEquals(virtualMs, 20);
});

Deno.test("explore() finds a test that goes another way when it is run again", async () => {
  let runs = 0;
  const error = await failureOf(async ({ clock }) => await clock.sleep(++runs), { determinismShare: 1 });
  assertEquals(error.kind, "nondeterministic");
  assertStringIncludes(
    error.message,
    'Two runs of seed 1 went different ways: step 1 was "t=0: sleep of 1 ms" and then "t=0: sleep of 2 ms"',
  );
});

Deno.test("explore() finds a test that holds once, and then fails", async () => {
  let runs = 0;
  const error = await failureOf(() => {
    if (++runs === 2) throw new Error("second");
  }, { determinismShare: 1 });
  assertStringIncludes(error.message, "the first one held, and the second one failed");
});

Deno.test("explore() says so when a failure does not come again", async () => {
  let runs = 0;
  const error = await failureOf(() => {
    if (++runs === 1) throw new Error("once");
  });
  assertStringIncludes(error.message, "Error: once");
  assertStringIncludes(error.message, "It did not fail again with the same seed and faults");
});

Deno.test("explore() fails when something does not hold that always must, though a worker is restarted over it", async () => {
  const error = await failureOf(async ({ clock, faults, random, signal }) => {
    const run = () => faults.always("it holds", clock.now() === 0, "time has passed");
    supervise("worker", run, { clock, random, signal, restart: "always" });
    await clock.sleep(60_000);
  });
  assertEquals([error.kind, (error.cause as Error).message], ["always", '"it holds" does not hold: time has passed']);
});

Deno.test("explore() asks for what must happen sometimes", async () => {
  const test = ({ faults, random }: ExploreContext) => faults.sometimes("below a half", random() < 0.5);
  const { sometimes } = await explore(test, { requireSometimes: ["below a half"] });
  assert(sometimes["below a half"]!.runs > 20);
  await assertRejects(
    async () => await explore(test, { seeds: 5, requireSometimes: ["below a half", "never said", "nor that"] }),
    Error,
    'Cannot say that "never said", "nor that" holds: in 5 runs it never happened',
  );
});

Deno.test("explore() lets nothing go wrong after everything has healed", async () => {
  const lateFaults: string[] = [];
  const { faults } = await explore(async ({ clock, faults, wallClock }) => {
    const call = faults.wrap("call", async () => {});
    for (let i = 0; i < 200; i++) {
      const [atMs, day] = [clock.now(), wallClock()];
      await call().catch(() => atMs >= 600_000 && lateFaults.push(`call at ${atMs}`));
      if (atMs >= 600_000 && clock.now() !== atMs) lateFaults.push(`late at ${atMs}`);
      await clock.sleep(10_000);
      if (atMs >= 600_000 && wallClock() - day !== 10_000) lateFaults.push(`jump or stall at ${atMs}`);
    }
  }, { healAtMs: 600_000 });
  assertEquals(lateFaults, []);
  assert(Object.values(faults).reduce((sum, count) => sum + count, 0) > 500);
});

Deno.test("explore() stops what the test has left running", async () => {
  const outcomes: string[] = [];
  await explore(async ({ clock, random, signal }) => {
    const workers = [{ name: "steady", run: ({ signal }: { signal: AbortSignal }) => clock.sleep(1e9, signal) }];
    runGroup(workers, { clock, random, signal, signals: false }).then(({ outcome }) => outcomes.push(outcome));
    await clock.sleep(1_000);
  }, { ...calm, seeds: 3, determinismShare: 0 });
  assertEquals(outcomes, ["stopped", "stopped", "stopped"]);
});

Deno.test("explore() lets what is left running go on for ten seconds, whatever was begun first", async () => {
  for (const isFirst of [true, false]) {
    const reached: number[] = [];
    await explore(async ({ clock }) => {
      const leave = () => [9_000, 11_000, 3_600_000].map((ms) => clock.sleep(ms).then(() => reached.push(ms)));
      if (isFirst) leave();
      await clock.sleep(10);
      if (!isFirst) leave();
    }, { ...calm, seeds: 1, determinismShare: 0 });
    assertEquals([isFirst, reached], [isFirst, [9_000]]);
  }
});

Deno.test("explore() ends by real time though somebody has put fake timers in its place", async () => {
  const names = ["setTimeout", "setImmediate", "clearTimeout"] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name)!);
  const { now } = performance;
  try {
    for (const name of names) {
      Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: () => 1 });
    }
    performance.now = () => 5;
    const { kind } = await failureOf(() => new Promise(() => {}), { seeds: 3, shrinkMs: 0 });
    assertEquals(kind, "never-settles");
  } finally {
    names.forEach((name, index) => Object.defineProperty(globalThis, name, before[index]!));
    delete (performance as { now?: unknown }).now;
    assertEquals(performance.now, now);
  }
});

Deno.test("explore() lets no run reach into the next one", async () => {
  let leaked = 0;
  const { events } = await explore(async ({ clock }) => {
    // Nobody stops it.
    (async () => {
      for (;; leaked++) await clock.sleep(1_000_000);
    })();
    await clock.sleep(10);
  }, { ...calm, seeds: 5, determinismShare: 0 });
  // It was asleep when each run was over, and woke once at most.
  assertEquals([leaked <= 5, events], [true, 5 + leaked]);
});

Deno.test("explore() runs several side by side", async () => {
  const alone = await failureOf(passesOnFaults);
  const [held, failed, broken] = await Promise.all([
    explore(async ({ clock }) => await clock.sleep(1_000), { seeds: 20 }),
    failureOf(passesOnFaults),
    failureOf(() => void Promise.reject(new Error("mine"))),
  ]);
  assertEquals([held.runs, failed.faults, failed.seed], [20, alone.faults, alone.seed]);
  assertEquals(String(broken.cause), "Error: mine");
});

Deno.test("explore() begins no run after its time budget", async () => {
  const { runs, endedBy } = await explore(() => {}, { timeBudgetMs: 0, determinismShare: 0 });
  assertEquals([runs, endedBy], [1, "time-budget"]);
});

Deno.test("explore() shows the newest lines of the log", async () => {
  const { message } = await failureOf(async ({ clock, logger }) => {
    for (let i = 0; i < 12; i++) {
      await clock.sleep(500);
      logger.info(`line ${i}`);
    }
    throw new Error("over");
  });
  assertStringIncludes(message, "The newest lines of its log:\n  t=1.5s info: line 2\n  t=2s info: line 3");
});

Deno.test("explore() makes the time of day jump, and stalls the event loop, as a replay says", async () => {
  const seen: number[] = [];
  await explore(async ({ clock, wallClock }) => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(1_000);
      seen.push(clock.now(), wallClock() - 1_767_225_600_000);
    }
  }, {
    determinismShare: 0,
    replay: {
      seed: 1,
      faults: [{ do: "stall", atMs: 1_500, forMs: 2_000 }, { do: "wall-clock-jump", atMs: 500, byMs: -60_000 }],
    },
  });
  assertEquals(seen, [1_000, 1_000 - 60_000, 3_500, 3_500 - 60_000, 4_500, 4_500 - 60_000]);
});

Deno.test("explore() takes what the environment says, where it may be read", async () => {
  const test = import.meta.resolve("./explore_by_environment.ts");
  const output = async (env: Record<string, string>, flags: readonly string[]) => {
    const args = ["run", "--quiet", "--no-lock", "--no-prompt", "--no-check", ...flags, test];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
    return { out: new TextDecoder().decode(stdout), warning: new TextDecoder().decode(stderr) };
  };
  const run = async (env: Record<string, string>, ...flags: string[]) => JSON.parse((await output(env, flags)).out);
  const warningOf = async (env: Record<string, string>, ...flags: string[]) =>
    (await output(env, flags)).warning.trimEnd().split("\n");
  const faults = [{ call: "call", nth: 2, do: "throw-before" }];
  const env = { MAINSTAY_SEED: "0x2a", MAINSTAY_FAULTS: JSON.stringify(faults) };
  const allowed = "--allow-env=MAINSTAY_SEED,MAINSTAY_FAULTS";
  assertEquals(await run(env, allowed), { seed: "42", faults, runs: 1 });
  assertEquals(await run({ MAINSTAY_SEED: "5" }, allowed), { runs: 1, firstSeed: "5", endedBy: "replay" });
  assertEquals(await run(env), { runs: 3, firstSeed: "1", endedBy: "seeds" });
  const gone = JSON.stringify([{ call: "gone", nth: 2, do: "throw-before" }]);
  assertEquals(await warningOf({ ...env, MAINSTAY_FAULTS: gone }, allowed), [
    "Of MAINSTAY_FAULTS did not happen, because the test has changed since:",
    "  - gone call 2: threw before it took effect",
  ]);
});

Deno.test("explore() tells of whatever is thrown", async () => {
  const thrown = [undefined, null, "text", 7, Object.freeze(new Error("frozen")), Object.create(null)];
  for (const each of thrown) {
    for (
      const test of [() => Promise.reject(each), () => {
        throw each;
      }]
    ) {
      const error = await failureOf(test);
      assertEquals([error.kind, error.faults, error.cause], ["threw", [], each]);
    }
  }
});

Deno.test("explore() finds the point at which a crash matters", async () => {
  const error = await failureOf(async ({ clock, faults, random, signal }) => {
    let isOpen = false;
    supervise("writer", async ({ signal }) => {
      for (;;) {
        faults.point("before it opens");
        isOpen = true;
        faults.point("while it is open");
        isOpen = false;
        await clock.sleep(10_000, signal);
      }
    }, { clock, random, signal, backoff: { baseMs: 60_000 } });
    for (let i = 0; i < 300; i++) {
      await clock.sleep(10_000);
      if (isOpen) throw new Error("left open");
    }
  });
  assertEquals(error.faults, [{ point: "while it is open", nth: 1, do: "crash" }]);
});

Deno.test("explore() runs inside a guard, and inside another one of its own", async () => {
  const inner: number[] = [];
  const { value, violations } = await guarded(() =>
    explore(async ({ clock }) => {
      await clock.sleep(10);
      const { runs } = await explore(async ({ clock }) => await clock.sleep(5), { seeds: 3 });
      inner.push(runs);
    }, { seeds: 2, determinismShare: 0 })
  );
  assertEquals([value.runs, inner, violations], [2, [3, 3], []]);
});

Deno.test("explore() repeats real supervision step by step, in every seed", async () => {
  const { checkedTwice } = await explore(async ({ clock, faults, random, signal, logger }) => {
    const call = faults.wrap("call", async (signal: AbortSignal) => await clock.sleep(random() * 100, signal));
    const worker = (name: string) => ({
      name,
      run: async ({ signal, ready }: { signal: AbortSignal; ready: () => void }) => {
        ready();
        for (;;) await call(signal);
      },
    });
    runGroup(["a", "b", "c"].map(worker), { clock, random, signal, logger, signals: false });
    await clock.sleep(30_000);
  }, { seeds: 20, determinismShare: 1 });
  assertEquals(checkedTwice, 20);
});

Deno.test("explore() warns of rules for names that no run has used", async () => {
  const warned: unknown[] = [];
  const { warn } = console;
  console.warn = (text) => warned.push(text);
  try {
    for (const name of ["read", "raed"]) {
      await explore(passesOnFaults, { seeds: 2, faults: { "*": false, [name]: {} } });
    }
  } finally {
    console.warn = warn;
  }
  assertEquals(warned.map((text) => String(text).includes('"raed"; known are "read", "write"')), [true]);
});

Deno.test("explore() fails by what is no promise and is tracked all the same", async () => {
  const { kind, message } = await failureOf(({ clock }) => clock.track(undefined as never), { seeds: 1 });
  assertEquals(kind, "threw");
  assertStringIncludes(message, '"promise" must be an object with then(), received undefined');
});
