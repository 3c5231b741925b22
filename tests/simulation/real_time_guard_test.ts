import { supervise } from "@mainstay/supervisor";
import { everythingGuarded, guardedGlobals } from "../../src/simulation/guarded_global.ts";
import { guarded, unguarded } from "../../src/simulation/real_time_guard.ts";
import { RealTimeError } from "../../src/simulation/real_time_error.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";

const here = import.meta.url;

/** Each thing that is guarded, used once. */
const uses: Readonly<Record<string, () => unknown>> = {
  "Date.now()": () => Date.now(),
  "new Date()": () => new Date(),
  "performance.now()": () => performance.now(),
  "performance.mark()": () => performance.mark("here"),
  "performance.measure()": () => performance.measure("here"),
  "Temporal.Now.instant()": () => Temporal.Now.instant(),
  "Temporal.Now.zonedDateTimeISO()": () => Temporal.Now.zonedDateTimeISO(),
  "Temporal.Now.plainDateTimeISO()": () => Temporal.Now.plainDateTimeISO(),
  "Temporal.Now.plainDateISO()": () => Temporal.Now.plainDateISO(),
  "Temporal.Now.plainTimeISO()": () => Temporal.Now.plainTimeISO(),
  "Math.random()": () => Math.random(),
  "crypto.getRandomValues()": () => crypto.getRandomValues(new Uint8Array(1)),
  "crypto.randomUUID()": () => crypto.randomUUID(),
  "setTimeout()": () => setTimeout(() => {}, 0),
  "setInterval()": () => setInterval(() => {}, 1),
  "setImmediate()": () => setImmediate(() => {}),
  "AbortSignal.timeout()": () => AbortSignal.timeout(1),
  "fetch()": () => fetch("http://localhost:1"),
  "new WebSocket()": () => new WebSocket("ws://localhost:1"),
  "new EventSource()": () => new EventSource("http://localhost:1"),
  "Deno.connect()": () => Deno.connect({ port: 1 }),
  "Deno.connectTls()": () => Deno.connectTls({ hostname: "localhost", port: 1 }),
  "Deno.listen()": () => Deno.listen({ port: 0 }),
  "Deno.listenTls()": () => Deno.listenTls({ port: 0, cert: "", key: "" }),
  "Deno.serve()": () => Deno.serve(() => new Response()),
  "Deno.resolveDns()": () => Deno.resolveDns("localhost", "A"),
};

/** What the globals are, as anybody sees them. */
function descriptors() {
  return guardedGlobals.map(({ holder, key }) => Object.getOwnPropertyDescriptor(holder()!, key));
}

Deno.test("guarded() makes each of its uses an error that names the place", async () => {
  assertEquals(Object.keys(uses), everythingGuarded);
  const before = descriptors();
  for (const [api, use] of Object.entries(uses)) {
    const { violations } = await guarded(async () => {
      await Promise.resolve();
      const error = assertThrows(use, RealTimeError, `Cannot use ${api} inside a simulated run`);
      assertEquals(error.callSite?.startsWith(here), true, error.callSite);
      assert(error.message.includes(`called at ${here}`));
    });
    assertEquals(violations.map((violation) => violation.api), [api]);
  }
  assertEquals(descriptors(), before);
});

Deno.test("guarded() says what to do instead", async () => {
  const { violations } = await guarded(() => void assertThrows(() => Date.now()));
  const [{ message, callSite }] = violations as [RealTimeError];
  assertEquals(
    message,
    `Cannot use Date.now() inside a simulated run: it is another one on every run; called at ${callSite}; ` +
      "take the time from the run's clock, and the time of day from its `wallClock`",
  );
});

Deno.test("guarded() leaves dates of a known moment alone", async () => {
  const before = new Date(5);
  const { value, violations } = await guarded(() => {
    const made = new Date(86_400_000);
    assertEquals([made instanceof Date, before instanceof Date, made.constructor === Date], [true, true, true]);
    return [made.getTime(), Date.UTC(1970, 0, 2), Date.parse("1970-01-02T00:00:00Z"), new Date(before).getTime()];
  });
  assertEquals(value, [86_400_000, 86_400_000, 86_400_000, 5]);
  assertEquals(violations, []);
  assertStrictEquals(new Date(0).constructor, Date);
  await guarded(() => void assertThrows(() => Date(), RealTimeError, "new Date()"));
});

Deno.test("guarded() writes down what the run swallows", async () => {
  const told: string[] = [];
  const { value, violations } = await guarded(async () => {
    try {
      Math.random();
    } catch {
      await Promise.resolve();
    }
    return "went on";
  }, { onViolation: ({ api }) => told.push(api) });
  assertEquals([value, violations.length, told], ["went on", 1, ["Math.random()"]]);
});

Deno.test("guarded() rejects with what the run throws", async () => {
  const told: string[] = [];
  const options = { onViolation: ({ api }: RealTimeError) => told.push(api) };
  const error = await assertRejects(() => guarded(() => void Math.random(), options), RealTimeError);
  assertEquals([error.api, told], ["Math.random()", ["Math.random()"]]);
  await assertRejects(() => guarded(() => Promise.reject(new RangeError("own"))), RangeError, "own");
});

Deno.test("guarded() does not meet who is at work outside, nor what it calls later", async () => {
  const gate = Promise.withResolvers<void>();
  const run = guarded(() => gate.promise);
  assert(Date.now() > 0 && Math.random() < 1 && performance.now() > 0 && new Date().getTime() > 0);
  assertEquals(typeof crypto.randomUUID(), "string");
  await new Promise((resolve) => setTimeout(resolve, 0));
  await new Promise((resolve) => setImmediate(resolve));
  gate.resolve();
  assertEquals((await run).violations, []);
});

Deno.test("guarded() runs several side by side, and puts everything back with the last one", async () => {
  const before = descriptors();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const runs = gates.map(async ({ promise }, index) => {
    const { violations } = await guarded(async () => {
      await promise;
      try {
        index === 0 ? Date.now() : Math.random();
      } catch {
        // It is written down.
      }
    });
    return violations.map(({ api }) => api);
  });
  gates[1].resolve();
  assertEquals(await runs[1], ["Math.random()"]);
  assert(Object.getOwnPropertyDescriptor(Date, "now")!.value !== before[0]!.value);
  gates[0].resolve();
  assertEquals(await runs[0], ["Date.now()"]);
  assertEquals(descriptors(), before);
});

Deno.test("guarded() inside another one forbids what either forbids", async () => {
  const inner: string[] = [];
  const { violations } = await guarded(async () => {
    await guarded(() => {
      assertThrows(() => Date.now(), RealTimeError);
      assertThrows(() => Math.random(), RealTimeError);
    }, { allow: ["Date.now()"], onViolation: ({ api }) => inner.push(api) });
    assertThrows(() => performance.now(), RealTimeError);
  });
  assertEquals([inner, violations.map(({ api }) => api)], [["Math.random()"], ["Date.now()", "performance.now()"]]);
});

Deno.test("guarded() lets pass what is allowed", async () => {
  const { value, violations } = await guarded(() => [Date.now(), new Date().getTime()], {
    allow: ["Date.now()", "new Date()"],
  });
  assertEquals([value.every((each) => each > 0), violations], [true, []]);
});

Deno.test("guarded() leaves free what the run has left behind", async () => {
  const gate = Promise.withResolvers<void>();
  const left: Promise<number>[] = [];
  const other = Promise.withResolvers<void>();
  await guarded(() => void left.push(gate.promise.then(() => Date.now())));
  // Another guard is up, which is not its own.
  const later = guarded(() => other.promise);
  gate.resolve();
  assert(await left[0]! > 0);
  other.resolve();
  await later;
});

Deno.test("guarded() leaves what somebody else has put in a place meanwhile", async () => {
  const original = Date.now;
  try {
    await guarded(() => void (Date.now = () => 7));
    assertEquals(Date.now(), 7);
  } finally {
    Date.now = original;
  }
});

Deno.test("guarded() hears of promises that nobody handled, and keeps them from the process", async () => {
  const heard: unknown[] = [];
  await guarded(async () => {
    Promise.reject(new Error("nobody listens"));
    await unguarded(() => new Promise((resolve) => setTimeout(resolve, 0)));
  }, { onUnhandled: (reason) => heard.push(reason) });
  assertEquals(heard.map(String), ["Error: nobody listens"]);
});

Deno.test("guarded() hears of what a run has left behind while a guard around it is up, where it asks for it", async () => {
  const told: string[] = [];
  const left = Promise.withResolvers<void>();
  await guarded(async () => {
    await guarded(() => void left.promise.then(() => Promise.reject("late")), {
      onUnhandled: (reason) => told.push(`run: ${reason}`),
      onUnhandledLater: (reason) => told.push(`left: ${reason}`),
    });
    left.resolve();
    await new Promise((resolve) => unguarded(() => setTimeout(resolve)));
  });
  assertEquals(told, ["left: late"]);
});

Deno.test("unguarded() frees what it runs, and nothing after it", async () => {
  const { violations } = await guarded(() => {
    assert(unguarded(() => Date.now()) > 0);
    assertThrows(() => Date.now(), RealTimeError);
  });
  assertEquals(violations.length, 1);
});

Deno.test("guarded() names who forgot to hand in a clock", async () => {
  const { violations } = await guarded(() => supervise("feed", () => {}).catch(() => {}));
  assert(violations.length > 0);
  assertEquals(violations[0]!.callSite?.startsWith(here), true, violations[0]!.message);
});

for (const settle of ["ticks", "promises"] as const) {
  Deno.test(`guarded() lets a VirtualClock work that settles by ${settle}`, async () => {
    const { value, violations } = await guarded(async () => {
      const clock = new VirtualClock({ settle });
      const sleeping = async () => {
        for (let i = 0; i < 1_000; i++) await clock.sleep(10);
      };
      sleeping();
      await clock.advance(10_000);
      return clock.now();
    });
    assertEquals([value, violations], [10_000, []]);
  });
}

Deno.test("guarded() changes nothing about a simulation", async () => {
  const scenario = {
    name: "guarded",
    horizonMs: 3_600_000,
    workers: [{ name: "api", count: 3, behaviour: { life: { kind: "exponential", meanMs: 60_000 } } }],
  } as const;
  const plain = await simulate(scenario, { seed: 3 });
  const { value, violations } = await guarded(() => simulate(scenario, { seed: 3 }));
  assertEquals([value.hash, violations], [plain.hash, []]);
});

Deno.test("guarded() refuses options that are not as they must be", async () => {
  const run = () => {};
  const wrong = [
    [() => guarded(undefined as never), '"run" must be a function, received undefined'],
    [() => guarded(run, { allowed: [] } as never), 'unknown option "allowed", known are allow, onViolation'],
    [() => guarded(run, { allow: "Date.now()" } as never), '"allow" must be a list, received "Date.now()"'],
    [
      () => guarded(run, { allow: ["Date.Now"] }),
      'must name what a guard looks for, received "Date.Now", known are Date.',
    ],
    [() => guarded(run, { allow: [undefined as never] }), "must name what a guard looks for, received undefined"],
    [() => guarded(run, { onViolation: 1 as never }), '"onViolation" must be a function, received 1'],
    [() => guarded(run, { onUnhandled: {} as never }), '"onUnhandled" must be a function, received an object'],
  ] as const;
  for (const [call, message] of wrong) {
    const error = await assertRejects(call, TypeError, message);
    assert(error.message.startsWith("Cannot guard a run: "));
  }
});

Deno.test("RealTimeError says so when the stack shows no file", () => {
  const error = new RealTimeError("Date.now()", "ask somebody", undefined);
  assertInstanceOf(error, Error);
  assertEquals(error.message.includes("called at a place that the stack does not show; ask somebody"), true);
});

Deno.test("unguarded() refuses what is no function", () => {
  assertThrows(
    () => unguarded(1 as never),
    TypeError,
    'Cannot run free of guards: "run" must be a function, received 1',
  );
});
