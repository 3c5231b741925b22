import { assertEquals } from "@std/assert";
import { cutMark, DependencyError, type OutcomeRules, thrownOutcome } from "../../src/telemetry/outcome.ts";

function rulesOf(rules: Partial<OutcomeRules> = {}): OutcomeRules {
  return {
    dependencyErrors: [DependencyError],
    expectedErrors: [],
    limits: { type: 256, message: 65_536, stack: 8_192 },
    report: () => {},
    ...rules,
  };
}

function errorOf(thrown: unknown, rules: Partial<OutcomeRules> = {}) {
  return thrownOutcome(thrown, "app", rulesOf(rules)).error!;
}

/** Errors, and whether their stack is kept, by tier. */
const grid: [string, unknown, Partial<OutcomeRules>, { app: boolean; framework: boolean }][] = [
  ["a plain error", new Error("m"), {}, { app: true, framework: true }],
  ["a dependency error", new DependencyError("m"), {}, { app: false, framework: true }],
  ["an expected error", new RangeError("m"), { expectedErrors: ["RangeError"] }, { app: false, framework: true }],
];

for (const [title, thrown, rules, stacks] of grid) {
  for (const tier of ["app", "framework"] as const) {
    Deno.test(`thrownOutcome() of ${title} in the tier ${tier} ${stacks[tier] ? "keeps" : "drops"} the stack`, () => {
      const { status, dependencyFailed, error } = thrownOutcome(thrown, tier, rulesOf(rules));
      assertEquals([status, dependencyFailed], ["error", thrown instanceof DependencyError]);
      assertEquals([error?.message, error?.stack !== null], ["m", stacks[tier]]);
    });
  }
}

Deno.test("thrownOutcome() takes a subclass of a dependency error for one", () => {
  class NoMailer extends DependencyError {
    override readonly name = "NoMailer";
  }
  const { dependencyFailed, error } = thrownOutcome(new NoMailer(), "app", rulesOf());
  assertEquals([dependencyFailed, error], [true, { type: "NoMailer", message: "", stack: null }]);
});

Deno.test("thrownOutcome() of an AbortError that nobody asked for is an error", () => {
  const { status, error } = thrownOutcome(new DOMException("gone", "AbortError"), "app", rulesOf());
  assertEquals([status, error?.type, error?.message], ["error", "AbortError", "gone"]);
});

Deno.test("thrownOutcome() of what AbortSignal.timeout() throws is a time-out of the body", () => {
  const thrown = new DOMException("The operation timed out.", "TimeoutError");
  assertEquals(thrownOutcome(thrown, "framework", rulesOf()), {
    status: "timed-out",
    timedOutBy: "body",
    dependencyFailed: false,
    error: { type: "TimeoutError", message: "The operation timed out.", stack: null },
  });
});

Deno.test("thrownOutcome() of a time-out without a message says that it timed out", () => {
  assertEquals(errorOf({ name: "TimeoutError" }).message, "execution timed out");
});

for (
  const [shown, thrown, error] of [
    ["undefined", undefined, { type: "undefined", message: "undefined", stack: null }],
    ["null", null, { type: "object", message: "null", stack: null }],
    ["a text", "no", { type: "string", message: "no", stack: null }],
    ["a symbol", Symbol("s"), { type: "symbol", message: "Symbol(s)", stack: null }],
    ["a big number", 12n, { type: "bigint", message: "12", stack: null }],
    ["an object", { code: 1 }, { type: "Object", message: "", stack: null }],
    ["an object without a prototype", Object.create(null), { type: "Object", message: "", stack: null }],
    ["an object with a stack", { stack: "at a" }, { type: "Object", message: "", stack: "at a" }],
    ["an error whose stack is no text", Object.assign(new Error("m"), { stack: 5 }), {
      type: "Error",
      message: "m",
      stack: null,
    }],
  ] as const
) {
  Deno.test(`thrownOutcome() of ${shown} is an error like another`, () => {
    assertEquals(errorOf(thrown), error);
  });
}

Deno.test("thrownOutcome() of a frozen error keeps all of it", () => {
  const frozen = Object.freeze(new TypeError("cold"));
  assertEquals(errorOf(frozen), { type: "TypeError", message: "cold", stack: frozen.stack! });
});

Deno.test("thrownOutcome() says which part of an error could not be read", () => {
  const thrown = Object.defineProperties(
    new Error(),
    Object.fromEntries(["name", "message", "stack"].map((field) => [field, {
      get: () => {
        throw new Error("not for you");
      },
    }])),
  );
  assertEquals(errorOf(thrown), {
    type: "(its name could not be read)",
    message: "(its message could not be read)",
    stack: null,
  });
});

Deno.test("thrownOutcome() of a revoked proxy does not throw", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertEquals(errorOf(proxy).stack, null);
});

Deno.test("thrownOutcome() makes texts that every store can hold", () => {
  const thrown = Object.assign(new Error("a\0b\ud800c"), { name: "N\0", stack: "s\udc00" });
  assertEquals(errorOf(thrown), { type: "N\ufffd", message: "a\ufffdb\ufffdc", stack: "s\ufffd" });
});

for (const [field, most] of [["type", 4], ["message", 5], ["stack", 6]] as const) {
  for (const length of [most - 1, most, most + 1]) {
    Deno.test(`thrownOutcome() with ${length} characters of ${field} and a limit of ${most}`, () => {
      const text = "x".repeat(length);
      const thrown = { name: "n", message: "m", stack: "s", [field === "type" ? "name" : field]: text };
      const expected = length <= most ? text : text.slice(0, most) + cutMark;
      assertEquals(errorOf(thrown, { limits: { type: 4, message: 5, stack: 6 } })[field], expected);
    });
  }
}

Deno.test("thrownOutcome() cuts no character into halves", () => {
  assertEquals(errorOf("ab😀", { limits: { type: 256, message: 3, stack: 0 } }).message, `ab\ufffd${cutMark}`);
});

Deno.test("thrownOutcome() reports a rule that throws, and takes it for one that does not match", () => {
  const reported: unknown[] = [];
  const rule = () => {
    throw new Error("the rule");
  };
  const rules = rulesOf({ dependencyErrors: [rule], report: (thrown) => reported.push(thrown) });
  const { status, dependencyFailed } = thrownOutcome(new Error("m"), "app", rules);
  assertEquals([status, dependencyFailed, reported.map(String)], ["error", false, ["Error: the rule"]]);
});
