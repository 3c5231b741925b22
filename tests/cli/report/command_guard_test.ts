import { assertEquals } from "@std/assert";
import { jsonWithoutCommands, withoutCommands } from "../../../cli/report/command_guard.ts";

Deno.test("withoutCommands() leaves the runner nothing to obey", () => {
  assertEquals(withoutCommands("::stop-commands::t\n  ::x::\na::b\n"), ": :stop-commands::t\n  : :x::\na::b\n");
  assertEquals(withoutCommands("a ##[add-mask]x"), "a # #[add-mask]x");
});

Deno.test("jsonWithoutCommands() keeps the data", () => {
  const data = { name: "##[add-mask]x" };
  const text = jsonWithoutCommands(JSON.stringify(data));
  assertEquals([text.includes("##["), JSON.parse(text)], [false, data]);
});
