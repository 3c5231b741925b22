import { assertEquals, assertStrictEquals } from "@std/assert";
import { faultFree } from "../../../src/simulation/campaign/fault_free.ts";

Deno.test("faultFree() leaves out faults, outages and operations, and nothing else", () => {
  assertEquals(faultFree<object>({ name: "a", faults: [1], outages: [2], operations: [3], expect: [4] }), {
    name: "a",
    expect: [4],
  });
  assertEquals(faultFree<object>({ faults: [], outages: [2] }), { faults: [] });
});

Deno.test("faultFree() is the case itself where nothing goes wrong in it", () => {
  for (const  of of[{ name: "a" }, { faults: [] }, [1, 2], null, "text"]) {
    assertStrictEquals(faultFree<unknown>(of), of);
  }
});
