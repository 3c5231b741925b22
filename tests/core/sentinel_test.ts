// What a worker says about its own end, by an error made for that.
import { assertEquals } from "@std/assert";
import { DoNotRestartError, EscalationError, type Rule, ShutdownError, TerminateTreeError } from "@mainstay/supervisor";
import { sentinelOf } from "../../src/core/sentinel.ts";

const report = { outcome: "failed", durationMs: 0, workers: [], abandoned: [] } as const;

/** An error wrapped in this many others. */
function wrapped(cause: unknown, times: number): unknown {
  return times === 0 ? cause : new Error(`layer ${times}`, { cause: wrapped(cause, times - 1) });
}

/** What a group fails with whose worker threw this. */
function escalation(rule: Rule, cause: unknown): EscalationError {
  const error = new EscalationError("w", rule, [], report);
  error.cause = cause;
  return error;
}

const sentinels = [
  [ShutdownError, "shutdown"],
  [DoNotRestartError, "do-not-restart"],
  [TerminateTreeError, "terminate-tree"],
] as const;

for (const [Sentinel, said] of sentinels) {
  Deno.test(`sentinelOf() hears ${said} of a ${Sentinel.name}`, () => {
    assertEquals(sentinelOf(new Sentinel("enough")), said);
  });

  Deno.test(`sentinelOf() hears ${said} of a subclass of ${Sentinel.name}`, () => {
    class Own extends Sentinel {}
    assertEquals(sentinelOf(new Own("enough")), said);
  });

  for (const [times, heard] of [[1, said], [15, said], [16, undefined]] as const) {
    Deno.test(`sentinelOf() hears ${heard} of a ${Sentinel.name} in ${times} others`, () => {
      assertEquals(sentinelOf(wrapped(new Sentinel("enough"), times)), heard);
    });
  }

  Deno.test(`${Sentinel.name} is an error with a name, a message and a cause`, () => {
    const cause = new Error("why");
    const error = new Sentinel("enough", { cause });
    assertEquals([String(error), error.cause === cause, error instanceof Error], [
      `${Sentinel.name}: enough`,
      true,
      true,
    ]);
  });
}

Deno.test("sentinelOf() lets the outermost sentinel speak", () => {
  const inner = new TerminateTreeError("all of it");
  assertEquals(sentinelOf(new ShutdownError("done", { cause: inner })), "shutdown");
});

for (const thrown of [undefined, null, 7, "ShutdownError", {}, { cause: new ShutdownError("x") }, () => {}]) {
  Deno.test(`sentinelOf() hears nothing of ${typeof thrown} ${JSON.stringify(thrown)}`, () => {
    assertEquals(sentinelOf(thrown), undefined);
  });
}

Deno.test("sentinelOf() hears nothing of an error that only has the name", () => {
  assertEquals(sentinelOf(Object.assign(new Error("x"), { name: "ShutdownError" })), undefined);
});

Deno.test("sentinelOf() comes to an end in a cycle of causes", () => {
  const [a, b] = [new Error("a"), new Error("b")];
  a.cause = b;
  b.cause = a;
  assertEquals(sentinelOf(a), undefined);
});

Deno.test("sentinelOf() hears nothing of an error that is its own cause", () => {
  const error = new Error("ouroboros");
  error.cause = error;
  assertEquals(sentinelOf(error), undefined);
});

Deno.test("sentinelOf() does not look into the errors of an AggregateError", () => {
  assertEquals(sentinelOf(new AggregateError([new ShutdownError("x")])), undefined);
});

Deno.test("sentinelOf() hears nothing of an error whose cause cannot be read", () => {
  const error = new Error("x");
  Object.defineProperty(error, "cause", {
    get: () => {
      throw new Error("no");
    },
  });
  assertEquals(sentinelOf(error), undefined);
});

Deno.test("sentinelOf() hears nothing of a proxy that throws", () => {
  const proxy = new Proxy(new ShutdownError("x"), {
    getPrototypeOf: () => {
      throw new Error("no");
    },
  });
  assertEquals(sentinelOf(proxy), undefined);
});

// What ended a worker inside a group that failed is that worker's matter, but for the tree.
for (const [Sentinel, said] of sentinels) {
  Deno.test(`sentinelOf() hears nothing of a ${Sentinel.name} behind a group's failure`, () => {
    assertEquals([said, sentinelOf(escalation("worker-budget", new Sentinel("x")))], [said, undefined]);
    assertEquals(sentinelOf(wrapped(escalation("fatal", new Sentinel("x")), 3)), undefined);
  });
}

for (const times of [0, 1, 5]) {
  Deno.test(`sentinelOf() hears terminate-tree of a group's failure for that reason, in ${times} others`, () => {
    assertEquals(sentinelOf(wrapped(escalation("terminate-tree", new Error("x")), times)), "terminate-tree");
  });
}
