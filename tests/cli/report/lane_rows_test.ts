import { assertEquals } from "@std/assert";
import { laneRows } from "../../../cli/report/lane_rows.ts";

const alike = (count: number) => ({ workers: [{ name: "client", count }] });
const single = (count: number) => ({ workers: Array.from({ length: count }, (_, index) => ({ name: `w${index}` })) });

Deno.test("laneRows() gives each of 24 workers a line", () => {
  assertEquals(laneRows(alike(24)).length, 24);
  assertEquals(laneRows(single(24)).length, 24);
});

Deno.test("laneRows() makes a crowd of 25 alike", () => {
  const rows = laneRows(alike(25));
  assertEquals(rows.map(({ kind }) => kind), ["crowd", "worker", "worker", "worker", "more"]);
  assertEquals(rows.at(-1), { kind: "more", count: 22 });
});

Deno.test("laneRows() shows the first 24 of 200 different workers", () => {
  const rows = laneRows(single(200));
  assertEquals([rows.length, rows.at(-1)], [25, { kind: "more", count: 176 }]);
});

Deno.test("laneRows() shows all when asked to", () => {
  assertEquals(laneRows(alike(200), true).length, 200);
});

Deno.test("laneRows() names workers as the simulation does", () => {
  const rows = laneRows({ workers: [{ name: "one" }, { name: "two", count: 2 }] });
  assertEquals(rows.map((row) => row.kind === "worker" && row.worker), ["one", "two-1", "two-2"]);
});
