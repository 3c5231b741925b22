import { ListedFaults } from "../../../src/simulation/explore/fault_source.ts";
import { assertEquals } from "@std/assert";

Deno.test("ListedFaults lets go wrong what the list says, and nothing else", () => {
  const slow = { call: "db", nth: 2, do: "slow", ms: 5 } as const;
  const outage = { call: "api", do: "fails", fromMs: 100, toMs: 200 } as const;
  const late = { do: "stall", atMs: 500, forMs: 5 } as const;
  const early = { do: "wall-clock-jump", atMs: 100, byMs: 5 } as const;
  const source = new ListedFaults([late, slow, outage, { point: "db", nth: 1, do: "crash" }, early]);
  assertEquals([1, 2, 3].map((nth) => source.ofCall("db", nth, 150)), [undefined, slow, undefined]);
  assertEquals([99, 100, 199, 200].map((nowMs) => source.ofCall("api", 2, nowMs)), [
    undefined,
    outage,
    outage,
    undefined,
  ]);
  assertEquals([source.crashes("db", 1), source.crashes("db", 2), source.crashes("api", 1)], [true, false, false]);
  assertEquals([source.nextOfWorld(), source.nextOfWorld(), source.nextOfWorld()], [early, late, undefined]);
});

Deno.test("ListedFaults keeps names apart that look alike", () => {
  const source = new ListedFaults([{ call: "1:db", nth: 1, do: "throw-before" }]);
  assertEquals([source.ofCall("db", 1, 0), source.ofCall("1:db", 1, 0)?.do], [undefined, "throw-before"]);
});
