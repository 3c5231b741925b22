import { assertEquals } from "@std/assert";
import { type LaneRow, laneRows } from "../../../cli/report/lane_rows.ts";

const alike = (count: number) => ({ workers: [{ name: "client", count }] });
const single = (count: number) => ({ workers: Array.from({ length: count }, (_, index) => ({ name: `w${index}` })) });

Deno.test("laneRows() gives each of 24 workers a line", () => {
  assertEquals(laneRows(alike(24)).length, 24);
  assertEquals(laneRows(single(24)).length, 24);
});

Deno.test("laneRows() makes a crowd of 25 alike", () => {
  const rows = laneRows(alike(25));
  assertEquals(rows.map(({ kind }) => kind), ["crowd", "worker", "worker", "worker", "more"]);
  assertEquals(rows.at(-1), { kind: "more", count: 22, depth: 0 });
});

Deno.test("laneRows() shows the first 24 of 200 different workers", () => {
  const rows = laneRows(single(200));
  assertEquals([rows.length, rows.at(-1)], [25, { kind: "more", count: 176, depth: 0 }]);
});

Deno.test("laneRows() shows all when asked to", () => {
  assertEquals(laneRows(alike(200), { all: true }).length, 200);
});

Deno.test("laneRows() names workers as the simulation does", () => {
  const rows = laneRows({ workers: [{ name: "one" }, { name: "two", count: 2 }] });
  assertEquals(rows.map((row) => row.kind === "worker" && row.worker), ["one", "two-1", "two-2"]);
});

const shown = (rows: readonly LaneRow[]) =>
  rows.map((row) => {
    const indent = "  ".repeat(row.depth);
    switch (row.kind) {
      case "worker":
        return `${indent}${row.name} (${row.worker})`;
      case "group":
        return `${indent}${row.name}/ ${row.strategy} (${row.path})`;
      case "crowd":
        return `${indent}${row.name} ${row.count} with ${row.workers.length}`;
      case "more":
        return `${indent}${row.count} more`;
    }
  });

Deno.test("laneRows() puts a group's line above those in it", () => {
  const rows = laneRows({
    strategy: "one-for-all",
    workers: [
      { name: "a", count: 2, group: { strategy: "rest-for-one", workers: [{ name: "w" }] } },
      { name: "b", group: { workers: [{ name: "c", group: { workers: [{ name: "w", count: 2 }] } }] } },
    ],
  }, { rooted: true });
  assertEquals(shown(rows), [
    "/ one-for-all ()",
    "  a-1/ rest-for-one (a-1)",
    "    w (a-1/w)",
    "  a-2/ rest-for-one (a-2)",
    "    w (a-2/w)",
    "  b/ one-for-one (b)",
    "    c/ one-for-one (b/c)",
    "      w-1 (b/c/w-1)",
    "      w-2 (b/c/w-2)",
  ]);
});

Deno.test("laneRows() puts whom an operation adds into its group", () => {
  const rows = laneRows({
    workers: [{ name: "a", count: 2, group: { workers: [{ name: "w" }] } }],
    operations: [
      { atMs: 1, do: "start", worker: { name: "new" }, in: "a-2" },
      { atMs: 2, do: "stop", worker: "a-1" },
      { atMs: 3, do: "start", worker: { name: "b", group: { workers: [{ name: "w" }] } } },
    ],
  });
  assertEquals(shown(rows), [
    "a-1/ one-for-one (a-1)",
    "  w (a-1/w)",
    "a-2/ one-for-one (a-2)",
    "  w (a-2/w)",
    "  new (a-2/new)",
    "b/ one-for-one (b)",
    "  w (b/w)",
  ]);
});

Deno.test("laneRows() makes a crowd of many groups alike, and shows the first of them", () => {
  const rows = laneRows({
    workers: [{ name: "shard", count: 50, group: { workers: [{ name: "w", count: 10 }, { name: "x" }] } }],
  });
  assertEquals(shown(rows), [
    "shard 50 with 550",
    "shard-1/ one-for-one (shard-1)",
    "  w 10 with 10",
    "  w-1 (shard-1/w-1)",
    "  w-2 (shard-1/w-2)",
    "  w-3 (shard-1/w-3)",
    "  7 more",
    "  x (shard-1/x)",
    "49 more",
  ]);
});

Deno.test("laneRows() counts the workers of groups that it does not show", () => {
  const groups = Array.from({ length: 20 }, (_, index) => ({ name: `g${index}`, group: { workers: [{ name: "w" }] } }));
  const rows = laneRows({
    workers: [...groups, { name: "last", count: 5, group: { workers: [{ name: "w", count: 7 }] } }],
  });
  assertEquals([rows.length, rows.at(-1)], [25, { kind: "more", count: 8 + 35, depth: 0 }]);
});
