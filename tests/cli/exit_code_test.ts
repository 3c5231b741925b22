import { assertEquals } from "@std/assert";
import { exitCode, worstExitCode } from "../../cli/exit_code.ts";

Deno.test("worstExitCode() goes by 143, 130, 70, 74, 2, 1, 5, 4, 124, 3, 6, 0", () => {
  const order = [143, 130, 70, 74, 2, 1, 5, 4, 124, 3, 6, 0];
  for (let index = 0; index < order.length; index++) {
    assertEquals(worstExitCode(order.slice(index).reverse()), order[index]);
  }
});

Deno.test("worstExitCode() is held when nothing was run", () => {
  assertEquals(worstExitCode([]), exitCode.held);
});
