// Decision 17: whatever a worker throws is a crash like any other.
import { assertEquals } from "@std/assert";
import type { Policy, Worker } from "@mainstay/supervisor";
import { obedient, throwing } from "../support/acting_workers.ts";
import { runGroupVirtually, superviseVirtually } from "../support/virtual_run.ts";

const unreadable = new Proxy({}, {
  get: fails,
  has: fails,
  getPrototypeOf: fails,
  ownKeys: fails,
  getOwnPropertyDescriptor: fails,
});
const revoked = Proxy.revocable(() => {}, {});
revoked.revoke();

class Moody extends Error {
  override get message(): string {
    throw new Error("not today");
  }
}

/** What is thrown, and how its crash shows it. */
const thrown: Record<string, [value: unknown, shown: string]> = {
  "undefined": [undefined, "undefined: undefined"],
  "null": [null, "object: null"],
  "a string": ["out of cheese", "string: out of cheese"],
  "an empty string": ["", "string: "],
  "a number": [42, "number: 42"],
  "a bigint": [42n, "bigint: 42"],
  "false": [false, "boolean: false"],
  "a symbol": [Symbol("odd"), "symbol: Symbol(odd)"],
  "a frozen object": [Object.freeze({ message: "frozen" }), "Object: frozen"],
  "an object without prototype": [Object.create(null), "Object: "],
  "an error whose message getter throws": [new Moody(), "Error: (its message could not be read)"],
  "an error whose message is no text": [Object.assign(new Error(), { message: 7 }), "Error: "],
  "a proxy that throws on everything": [unreadable, "(its name could not be read): (its message could not be read)"],
  "a revoked proxy": [revoked.proxy, "(its name could not be read): (its message could not be read)"],
  "a function": [Math.max, "max: "],
  "a rejected promise": [handled(Promise.reject(new Error("inner"))), "Object: "],
};

/** Rules that look at whatever was thrown, and do not match it. */
const rules: Policy = {
  fatal: ["NoSuchName", SyntaxError, (value) => (value as { fatal: boolean }).fatal === true],
  nonRetryable: [URIError],
};

for (const [what, [value, shown]] of Object.entries(thrown)) {
  Deno.test(`supervise() restarts a worker that throws ${what}`, async () => {
    const run = superviseVirtually(throwing(value));
    await run.advance(1_000);
    assertEquals(run.lines("crashed", "started", "completed"), [
      "0 w#1 started ready=true after=first",
      `0 w#1 crashed error=${shown} ranMs=0`,
      "1000 w#2 started ready=true after=restart",
    ]);
  });

  Deno.test(`supervise() restarts a worker that rejects with ${what}, whatever its rules look at`, async () => {
    const worker: Worker = (context) => context.incarnation === 1 ? Promise.reject(value) : obedient(context);
    const run = superviseVirtually(worker, rules);
    await run.advance(1_000);
    assertEquals(run.heads("crashed", "started"), ["0 w#1 started", "0 w#1 crashed", "1000 w#2 started"]);
  });

  Deno.test(`supervise() hands ${what} over as the cause of its giving up`, async () => {
    const run = superviseVirtually(throwing(value), { restart: "never" });
    await run.advance(0);
    assertEquals(Object.is(run.report?.error?.cause, value), true);
    assertEquals(Object.is(run.report?.lastErrors[0]?.thrown, value), true);
  });
}

class Untestable extends Error {
  static override [Symbol.hasInstance](): boolean {
    throw new Error("cannot tell");
  }
}

Deno.test("supervise() restarts a worker when a rule is an error class whose instanceof throws", async () => {
  const run = superviseVirtually(throwing(new Error("boom")), { fatal: Untestable });
  await run.advance(1_000);
  assertEquals(run.times("started"), [0, 1_000]);
});

const moodyThen: PromiseLike<void> = {
  get then(): never {
    throw new Error("no then");
  },
};

/** What a worker may return instead of a promise, and the incarnation's end that it stands for. */
const returned: Record<string, [value: () => unknown, end: string]> = {
  "nothing": [() => {}, "completed ranMs=0"],
  "a number": [() => 7, "completed ranMs=0"],
  "an error": [() => new Error("only returned"), "completed ranMs=0"],
  "a thenable that resolves": [() => ({ then: (resolve: () => void) => resolve() }), "completed ranMs=0"],
  "a thenable that rejects": [
    () => ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(new Error("no")) }),
    "crashed error=Error: no ranMs=0",
  ],
  "a thenable that resolves, rejects and throws": [
    () => ({
      then: (resolve: () => void, reject: (reason: unknown) => void) => {
        resolve();
        reject(new Error("no"));
        throw new Error("really not");
      },
    }),
    "completed ranMs=0",
  ],
  "an object whose then getter throws": [() => moodyThen, "crashed error=Error: no then ranMs=0"],
  "a promise whose own then throws": [
    () => Object.assign(Promise.resolve(), { then: fails }),
    "crashed error=Error: unreadable ranMs=0",
  ],
  "a promise whose constructor getter throws": [
    () => Object.defineProperty(Promise.resolve(), "constructor", { get: fails }),
    "crashed error=Error: unreadable ranMs=0",
  ],
};

for (const [what, [value, end]] of Object.entries(returned)) {
  Deno.test(`runGroup() takes a worker that returns ${what} for ${end.split(" ")[0]}`, async () => {
    const run = runGroupVirtually([["odd", value], ["sibling", obedient]], { defaults: { restart: "never" } });
    await run.advance(0);
    assertEquals(run.lines("completed", "crashed"), [`0 odd#1 ${end}`]);
    assertEquals(run.typesOf("sibling"), ["started"]);
  });
}

function fails(): never {
  throw new Error("unreadable");
}

function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
