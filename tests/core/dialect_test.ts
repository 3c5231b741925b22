import { assertEquals, assertThrows } from "@std/assert";
import { dialect, type DialectName, dialectNames } from "../../src/core/dialect.ts";
import { resolveGroupBudget } from "../../src/core/group_budget.ts";
import { resolvePolicy } from "../../src/core/policy.ts";

/** Whether nobody can change the value, or anything that it holds. */
function isFrozen(value: unknown): boolean {
  return typeof value !== "object" || value === null ||
    (Object.isFrozen(value) && Object.values(value).every(isFrozen));
}

Deno.test("dialectNames names the dialects that there are", () => {
  assertEquals(dialectNames, ["otp", "suture", "systemd", "kubernetes", "akka", "supervisord"]);
});

for (const name of dialectNames) {
  Deno.test(`dialect() answers for ${name} what nobody can change`, () => {
    assertEquals([isFrozen(dialect(name)), dialect(name) === dialect(name)], [true, true]);
  });

  Deno.test(`dialect() answers for ${name} a policy that passes all checks`, () => {
    const { defaults, budget } = dialect(name);
    const refined = resolvePolicy("act", { graceMs: 1 }, resolvePolicy("act", defaults));
    assertEquals([refined.graceMs, typeof resolveGroupBudget("act", budget)], [1, budget ? "object" : "undefined"]);
  });

  Deno.test(`dialect() says of ${name} how it restarts, whatever the defaults of a policy are`, () => {
    const { restart, backoff, budget, graceMs, healthyAfterMs } = dialect(name).defaults;
    const said = [restart, backoff?.baseMs, backoff?.jitter, budget?.intensity, graceMs, healthyAfterMs];
    assertEquals(said.includes(undefined), false);
  });
}

for (const name of ["", "OTP", "runit", "constructor", undefined, 7]) {
  Deno.test(`dialect() refuses ${JSON.stringify(name)}, naming the known ones`, () => {
    assertThrows(
      () => dialect(name as DialectName),
      TypeError,
      'Cannot choose a dialect: "name" must be one of "otp", "suture", "systemd", "kubernetes", "akka", "supervisord", received ',
    );
  });
}
