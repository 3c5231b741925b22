import { assertEquals } from "@std/assert";
import { systemReason } from "../../cli/system_reason.ts";

Deno.test("systemReason() is what the system says, without its number and the call", () => {
  assertEquals(
    [new Error("Permission denied (os error 13): open 'x'"), new Error("oh"), "thrown"].map(systemReason),
    ["permission denied", "oh", "thrown"],
  );
});
