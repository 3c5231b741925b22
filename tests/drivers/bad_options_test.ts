// Bad input gets an error that names the field and the value, before any worker is started.
import { assertEquals, assertRejects } from "@std/assert";
import { runGroup, supervise } from "@mainstay/supervisor";

/** Every numeric field: its path, and which of the odd numbers it takes. */
const numericFields = [
  ["backoff.baseMs", [0, 0.5]],
  ["backoff.multiplier", [1.5]],
  ["backoff.maxMs", [0, 0.5]],
  ["budget.intensity", [Infinity, 0]],
  ["budget.periodMs", [0.5]],
  ["cooldownMs", [0, 0.5]],
  ["maxCooldowns", [0]],
  ["healthyAfterMs", [Infinity, 0, 0.5]],
  ["startupTimeoutMs", [Infinity, 0.5]],
  ["graceMs", [Infinity, 0, 0.5]],
] as const;

const oddValues = [NaN, -1, -0.5, Infinity, -Infinity, 0, 0.5, 1.5, "7", null, true, 7n] as const;

/** Where a field stands: in `supervise()`, in a worker of a group, in the defaults of a group. */
const places = {
  "supervise()": (options: object) => supervise("w", () => {}, options),
  "a worker of runGroup()": (options: object) =>
    runGroup([{ name: "w", run: () => {}, ...options }], { signals: false }),
  "the defaults of runGroup()": (options: object) => runGroup([["w", () => {}]], { signals: false, defaults: options }),
} as const;

for (const [place, run] of Object.entries(places)) {
  for (const [field, taken] of numericFields) {
    Deno.test(`${place} takes only the right numbers for ${field}`, async () => {
      const refused: unknown[] = [];
      for (const value of oddValues) {
        await run(withField(field, value)).catch((error) => {
          refused.push(value);
          assertEquals(error instanceof RangeError, true, `${value} is refused with ${error}`);
          const shown = typeof value === "string"
            ? JSON.stringify(value)
            : typeof value === "bigint"
            ? `${value}n`
            : value;
          const [named, received] = [`"${field}" must be`, `, received ${shown}`];
          assertEquals([error.message.includes(named), error.message.endsWith(received)], [true, true], error.message);
        });
      }
      const integral = field === "budget.intensity" || field === "maxCooldowns";
      const right = new Set<unknown>(integral ? taken : [...taken, 1.5]);
      assertEquals(refused, oddValues.filter((value) => !right.has(value)));
    });
  }
}

for (const field of ["intensity", "periodMs"]) {
  Deno.test(`runGroup() takes only the right numbers for the group's budget.${field}`, async () => {
    const accepted: unknown[] = [];
    for (const value of oddValues) {
      await runGroup([["w", () => {}]], { signals: false, budget: { [field]: value } } as never).then(
        () => accepted.push(value),
        (error) =>
          assertEquals([error.name, error.message.includes(`"budget.${field}" must be`)], ["RangeError", true]),
      );
    }
    assertEquals(accepted, field === "intensity" ? [Infinity, 0] : [0.5, 1.5]);
  });
}

const typos: Record<string, () => Promise<unknown>> = {
  "backof": () => supervise("w", () => {}, { backof: {} } as never),
  "backoff.basems": () => supervise("w", () => {}, { backoff: { basems: 1 } } as never),
  "budget.period": () => supervise("w", () => {}, { budget: { period: 1 } } as never),
  "signals": () => supervise("w", () => {}, { signals: true } as never),
  "keepalive": () => runGroup([], { keepalive: true } as never),
  "gracems": () => runGroup([], { gracems: 1 } as never),
  "onExhausted": () => runGroup([], { onExhausted: "give-up" } as never),
  "clock": () => runGroup([{ name: "w", run: () => {}, clock: {} } as never]),
  "grace": () => runGroup([{ name: "w", run: () => {}, grace: 1 } as never]),
  "defaults.name": () => runGroup([], { defaults: { name: "w" } } as never),
  "budget.resetWhenHealthy": () => runGroup([], { budget: { resetWhenHealthy: true } } as never),
};

for (const [field, run] of Object.entries(typos)) {
  Deno.test(`supervise() or runGroup() refuses the unknown option ${field}, naming the known ones`, async () => {
    await assertRejects(run, TypeError, `unknown option "${field}", known are `);
  });
}

Deno.test("runGroup() refuses what a worker's pair holds beside name and function", async () => {
  await assertRejects(() => runGroup([["w", () => {}, { graceMs: 1 }] as never], { signals: false }), TypeError);
});

const wrongKinds: Record<string, () => Promise<unknown>> = {
  '"restart" must be one of "on-failure", "always", "never", "permanent", "transient", "temporary", received "sometimes"':
    () => supervise("w", () => {}, { restart: "sometimes" as never }),
  '"onExhausted" must be one of "cooldown", "give-up", "escalate", received null': () =>
    supervise("w", () => {}, { onExhausted: null as never }),
  '"backoff.jitter" must be one of "none", "full", "equal", "decorrelated", "proportional", received "some"': () =>
    supervise("w", () => {}, { backoff: { jitter: "some" as never } }),
  '"budget.resetWhenHealthy" must be true or false, received "yes"': () =>
    supervise("w", () => {}, { budget: { resetWhenHealthy: "yes" as never } }),
  '"backoff" must be an object, received null': () => supervise("w", () => {}, { backoff: null as never }),
  '"budget" must be an object, received 5': () => supervise("w", () => {}, { budget: 5 as never }),
  '"options" must be an object, received null': () => supervise("w", () => {}, null as never),
  '"fatal" must hold error names, error classes or predicates, received ""': () =>
    supervise("w", () => {}, { fatal: ["A", ""] }),
  '"nonRetryable" must hold error names, error classes or predicates, received 7': () =>
    supervise("w", () => {}, { nonRetryable: 7 as never }),
  '"worker" must be a function, received an object': () => supervise("w", {} as never),
  '"run" must be a function, received undefined': () => runGroup([{ name: "w" } as never]),
  '"workers" must be an array, received "w"': () => runGroup("w" as never),
  '"workers[1]" must be { name, run } or [name, run], received null': () => runGroup([["a", () => {}], null as never]),
  '"signals" must be true or false, received 1': () => runGroup([], { signals: 1 as never }),
  '"keepAlive" must be true or false, received "yes"': () => runGroup([], { keepAlive: "yes" as never }),
  '"defaults" must be an object, received an array': () => runGroup([], { defaults: [] as never }),
  '"clock" must be an object with sleep(), received an object': () =>
    supervise("w", () => {}, { clock: { now: () => 0 } as never }),
  '"signal" must be an object with addEventListener(), received true': () =>
    supervise("w", () => {}, { signal: true as never }),
  '"random" must be a function, received 4': () => supervise("w", () => {}, { random: 4 as never }),
  '"onEvent" must be a function, received an object': () => supervise("w", () => {}, { onEvent: {} as never }),
  '"logger" must be an object with debug(), received null': () => supervise("w", () => {}, { logger: null as never }),
};

for (const [message, run] of Object.entries(wrongKinds)) {
  Deno.test(`supervise() or runGroup() says: ${message}`, async () => {
    await assertRejects(run, TypeError, message);
  });
}

for (const name of ["", undefined, null, 7, ["a"]] as const) {
  Deno.test(`supervise() refuses the name ${JSON.stringify(name)}`, async () => {
    await assertRejects(() => supervise(name as never, () => {}), TypeError, '"name" must be a text that is not empty');
  });
  Deno.test(`runGroup() refuses the name ${JSON.stringify(name)}`, async () => {
    const workers = [["first", () => {}], { name, run: () => {} }] as never;
    await assertRejects(() => runGroup(workers), TypeError, 'workers[1]: "name" must be a text that is not empty');
  });
}

Deno.test("runGroup() refuses a name that is there twice, before it starts anything", async () => {
  let starts = 0;
  const run = () => starts++;
  await assertRejects(
    () => runGroup([["twin", run], ["other", run], { name: "twin", run }]),
    TypeError,
    'Cannot supervise worker "twin": another worker of the group has this "name" already',
  );
  assertEquals(starts, 0);
});

function withField(path: string, value: unknown): object {
  const [outer, inner] = path.split(".");
  return { [outer!]: inner === undefined ? value : { [inner]: value } };
}
