import { assertEquals } from "@std/assert";
import { placesOf } from "../../../src/simulation/campaign/scenario_place.ts";

Deno.test("placesOf() counts everybody out, with all that each one goes by", () => {
  const places = placesOf({
    name: "placed",
    horizonMs: 1,
    workers: [{ name: "pool", count: 2, group: { workers: [{ name: "a", count: 2 }] } }, { name: "b" }],
    operations: [
      { atMs: 0, do: "start", worker: { name: "late" }, in: "pool-2" },
      { atMs: 0, do: "start", worker: { name: "lost" }, in: "nobody" },
      { atMs: 0, do: "stop", worker: "b" },
    ],
  });

  assertEquals(places.map(({ path }) => path), [
    "pool-1",
    "pool-1/a-1",
    "pool-1/a-2",
    "pool-2",
    "pool-2/a-1",
    "pool-2/a-2",
    "b",
    "pool-2/late",
  ]);
  assertEquals(places[1]!.names, ["pool-1/a-1", "pool-1/a", "pool/a-1", "pool/a"]);
  assertEquals(places[1]!.goesBy, ["pool-1", "pool", ...places[1]!.names]);
  assertEquals([places[6]!.goesBy, places[7]!.entry], [["b"], { name: "late" }]);
});
