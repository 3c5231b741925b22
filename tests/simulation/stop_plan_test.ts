import { assertEquals } from "@std/assert";
import { failedCleanUp, stopPlanOf } from "../../src/simulation/stop_plan.ts";

Deno.test("stopPlanOf() says what each behaviour means", () => {
  assertEquals(stopPlanOf("at-once"), {});
  assertEquals(stopPlanOf("throw"), { error: failedCleanUp });
  assertEquals(stopPlanOf("ignore"), { goesOnUntilMs: Infinity, endsAfterMs: Infinity });
  assertEquals(stopPlanOf({ takesMs: 0 }), { endsAfterMs: 0 });
});
