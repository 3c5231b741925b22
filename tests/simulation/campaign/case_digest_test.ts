import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { caseDigest } from "../../../src/simulation/campaign/case_digest.ts";

Deno.test("caseDigest() is the same for the same data, and another one for other data", () => {
  const of = { name: "a", graceMs: Infinity, workers: [{ name: "b" }] };

  assertMatch(caseDigest(of), /^[0-9a-f]{16}$/);
  assertEquals(caseDigest(structuredClone(of)), caseDigest(of));
  for (const other of [{ ...of, graceMs: null }, { ...of, name: "b" }, { ...of, workers: [] }]) {
    assertNotEquals(caseDigest(other), caseDigest(of));
  }
});
