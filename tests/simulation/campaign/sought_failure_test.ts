import { assertEquals } from "@std/assert";
import { isSought, soughtIn } from "../../../src/simulation/campaign/sought_failure.ts";

const sought = { name: "dyn-1: crashes == 0", kind: "expectation" } as const;
const before = { expect: ["up > 1", sought.name] };

Deno.test("isSought() compares name and kind", () => {
  assertEquals([isSought({ ...sought }, sought), isSought({ ...sought, kind: "invariant" }, sought)], [true, false]);
  assertEquals(isSought({ ...sought, name: "up > 1" }, sought), false);
});

Deno.test("soughtIn() takes the expectation that stands in the same place", () => {
  assertEquals(soughtIn(sought, before, { expect: ["up > 1", "dyn: crashes == 0"] }).name, "dyn: crashes == 0");
});

Deno.test("soughtIn() stays with the text that is still there, or when others were taken away", () => {
  for (const expect of [[sought.name, "up > 1"], ["dyn: crashes == 0"], undefined]) {
    assertEquals(soughtIn(sought, before, { expect }), sought);
  }
  assertEquals(soughtIn(sought, {}, {}), sought);
});

Deno.test("soughtIn() renames nothing but expectations", () => {
  const invariant = { ...sought, kind: "invariant" } as const;
  assertEquals(soughtIn(invariant, before, { expect: ["up > 1", "dyn: crashes == 0"] }), invariant);
});
