import { assertEquals } from "@std/assert";
import { faultPayload } from "../../../cli/page/fault_payload.ts";

Deno.test("faultPayload() has each name once", () => {
  const span = { isFault: true, name: "crash", row: "crash", fromMs: 1, toMs: 1, text: "" };
  const { names, faults } = faultPayload([{ ...span, struck: ["a", "b"] }, span, { ...span, struck: ["b"] }]);
  assertEquals(names, ["a", "b"]);
  assertEquals(faults.map(({ struck }) => struck), [[0, 1], undefined, [1]]);
});
