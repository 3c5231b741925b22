import { assertEquals } from "@std/assert";
import { castOf } from "../../../src/simulation/cast.ts";
import { CastPaths } from "../../../src/simulation/faults/cast_paths.ts";

const cast = castOf({
  name: "tree",
  horizonMs: 1_000,
  workers: [
    { name: "web" },
    { name: "store", count: 2, group: { workers: [{ name: "db" }, { name: "reader", count: 2 }] } },
  ],
  operations: [
    { atMs: 5, do: "stop", worker: "web" },
    { atMs: 5, do: "start", worker: { name: "extra", group: { workers: [{ name: "in" }] } }, in: "store-2" },
    { atMs: 5, do: "start", worker: { name: "late" } },
  ],
});

Deno.test("CastPaths.of() knows workers, groups, several alike, and whom operations add", () => {
  const paths = new CastPaths(cast);
  const first = ["store-1/db", "store-1/reader-1", "store-1/reader-2"];
  const second = ["store-2/db", "store-2/reader-1", "store-2/reader-2", "store-2/extra/in"];
  const known: readonly [string, readonly string[]][] = [
    ["web", ["web"]],
    ["late", ["late"]],
    ["store-1", first],
    ["store-2", second],
    ["store", [...first, ...second]],
    ["store/db", ["store-1/db", "store-2/db"]],
    ["store-1/reader", ["store-1/reader-1", "store-1/reader-2"]],
    ["store/reader-2", ["store-1/reader-2", "store-2/reader-2"]],
    ["store-2/extra", ["store-2/extra/in"]],
    ["store/extra/in", ["store-2/extra/in"]],
    ["nobody", []],
    ["", []],
  ];
  for (const [path, members] of known) assertEquals(paths.of(path), members, path);
});

Deno.test("CastPaths lists all paths, of which each worker's own is one", () => {
  const paths = [...new CastPaths(cast)];
  assertEquals(cast.members.every(({ name }) => paths.includes(name)), true);
  assertEquals(new Set(paths).size, paths.length);
  assertEquals(paths.includes("store/reader"), true);
});
