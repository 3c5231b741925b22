import { thrownText } from "../../../src/simulation/explore/thrown_text.ts";
import { assertEquals } from "@std/assert";

Deno.test("thrownText() puts whatever is thrown into words", () => {
  const unreadable = Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("no");
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const thrown = [
    "text",
    undefined,
    null,
    unreadable,
    revoked.proxy,
    Object.create(null),
    Symbol("s"),
    new Error("why"),
  ];
  assertEquals(thrown.map(thrownText), [
    "The test threw text",
    "The test threw undefined",
    "The test threw null",
    "The test threw something that cannot be read",
    "The test threw something that cannot be read",
    "The test threw something that cannot be read",
    "The test threw Symbol(s)",
    "Error: why",
  ]);
});

Deno.test("thrownText() shows what is in things that are no errors, as far as anybody reads it", () => {
  assertEquals([{ code: "E_X" }, ["a"], new Map([[1, 2]]), "x".repeat(9_999)].map(thrownText), [
    'The test threw {"code":"E_X"}',
    'The test threw ["a"]',
    "The test threw [object Map]",
    `The test threw ${"x".repeat(499)}…`,
  ]);
});
