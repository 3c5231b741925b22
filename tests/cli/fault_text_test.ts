import { assert, assertEquals } from "@std/assert";
import { faultText } from "../../cli/fault_text.ts";

Deno.test("faultText() asks for a report with the command line", () => {
  assertEquals(faultText(new TypeError("x is not a function"), ["simulate", "my file.yaml"]).split("\n"), [
    "internal error: TypeError: x is not a function",
    "This is a fault of the program, not of the scenario. Please report it with this command line:",
    "  deno run cli/main.ts simulate 'my file.yaml'",
    "With --verbose it says where it happened.",
  ]);
});

Deno.test("faultText() says with --verbose where it happened", () => {
  assert(faultText(new Error("oh"), ["simulate", "--verbose"]).includes("fault_text_test.ts"));
});

Deno.test("faultText() takes what is no error", () => {
  assertEquals(faultText("oh", []).split("\n")[0], "internal error: oh");
});
