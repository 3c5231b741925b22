import { assertEquals } from "@std/assert";
import { type Column, table } from "../../../cli/report/table.ts";

const columns: readonly Column[] = [
  { title: ["worker"], align: "left", cells: ["ingest", "a-very-long-name-indeed"] },
  { title: ["mean", "recovery"], align: "right", cells: ["1.5s", "-"] },
  { title: ["up"], align: "right", cells: ["23h59m", "1d"] },
  { title: ["dead"], align: "right", cells: ["0s", "1m"] },
];

Deno.test("table() aligns titles and cells", () => {
  assertEquals(table(columns, { width: 80, ellipsis: "…" }), [
    "                             mean",
    "worker                   recovery      up  dead",
    "ingest                       1.5s  23h59m    0s",
    "a-very-long-name-indeed         -      1d    1m",
  ]);
});

Deno.test("table() folds what does not fit into blocks of about the same size", () => {
  assertEquals(table(columns, { width: 30, ellipsis: "…" }), [
    "                mean",
    "worker      recovery",
    "ingest          1.5s",
    "a-very-lo…         -",
    "",
    "worker          up  dead",
    "ingest      23h59m    0s",
    "a-very-lo…      1d    1m",
  ]);
});

Deno.test("table() takes a single column", () => {
  assertEquals(table(columns.slice(0, 1), { width: 80, ellipsis: "…" }), [
    "worker",
    "ingest",
    "a-very-long-name-indeed",
  ]);
});

Deno.test("table() paints titles alone", () => {
  const lines = table(columns, { width: 80, ellipsis: "…", paintTitle: (line) => `<${line}>` });
  assertEquals(lines.map((line) => line.startsWith("<")), [true, true, false, false]);
});
