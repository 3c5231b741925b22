import { assertEquals } from "@std/assert";
import { formatAmount, formatCount, formatShare } from "../../../cli/report/figure.ts";

Deno.test("formatCount() sets thousands apart", () => {
  const counts = [0, 999, 1_000, 1_234_567, 15.084, 0.5, 1_234.5].map(formatCount);
  assertEquals(counts, ["0", "999", "1,000", "1,234,567", "15.08", "0.5", "1,234.5"]);
});

Deno.test("formatShare() never rounds up to all or down to none", () => {
  const shares = [0, 1, 0.5, 0.99994, 0.99996, 0.00004, 1 - 1e-12, 1e-12].map(formatShare);
  assertEquals(shares, ["0%", "100%", "50.00%", "99.99%", "99.996%", "0.004%", "<100%", ">0%"]);
});

Deno.test("formatAmount() has a singular", () => {
  assertEquals([0, 1, 2_000].map((count) => formatAmount(count, "event")), ["0 events", "1 event", "2,000 events"]);
});
