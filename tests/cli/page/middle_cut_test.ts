import { assertEquals } from "@std/assert";
import { cutMiddle } from "../../../cli/page/middle_cut.ts";

Deno.test("cutMiddle() leaves a name that fits, and keeps both ends of a longer one", () => {
  assertEquals(cutMiddle("orders-consumer-1", 17), "orders-consumer-1");
  assertEquals(cutMiddle("orders-consumer-1", 16), "orders-c…sumer-1");
  assertEquals(cutMiddle("orders-consumer-1", 7), "ord…r-1");
});

Deno.test("cutMiddle() cuts between characters", () => {
  assertEquals(cutMiddle("🦊".repeat(9), 4), "🦊🦊…🦊");
  assertEquals(cutMiddle("abc", 1), "…");
});
