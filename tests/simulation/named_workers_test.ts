import { assertEquals } from "@std/assert";
import { groupsAround, namedWorkers } from "../../src/simulation/named_workers.ts";

const paths = [
  "web",
  "web-3",
  "api-1",
  "api-2",
  "db-1/writer",
  "db-1/reader",
  "db-2/writer",
  "lone-2",
  "a-1/b-1",
  "a-2/b-2",
];

Deno.test("namedWorkers() finds a worker by its path", () => {
  assertEquals(namedWorkers(paths, "web"), ["web"]);
  assertEquals(namedWorkers(paths, "db-1/writer"), ["db-1/writer"]);
});

Deno.test("namedWorkers() finds all in a group", () => {
  assertEquals(namedWorkers(paths, "db-1"), ["db-1/writer", "db-1/reader"]);
});

Deno.test("namedWorkers() finds several alike by their name without a number, at any place of a path", () => {
  assertEquals(namedWorkers(paths, "api"), ["api-1", "api-2"]);
  assertEquals(namedWorkers(paths, "db"), ["db-1/writer", "db-1/reader", "db-2/writer"]);
  assertEquals(namedWorkers(paths, "db/writer"), ["db-1/writer", "db-2/writer"]);
  assertEquals(namedWorkers(paths, "a/b"), ["a-1/b-1", "a-2/b-2"]);
});

Deno.test("namedWorkers() finds nobody by a name that nobody has", () => {
  const nobody = ["", "we", "lone", "db/web", "web/x", "api-3", "d", "db-1/"];
  assertEquals(nobody.map((name) => namedWorkers(paths, name)), nobody.map(() => []));
});

Deno.test("groupsAround() lists each group once, the outermost first", () => {
  assertEquals(groupsAround(["a/b/c", "a/d", "e"]), ["a", "a/b"]);
});
