import { assertEquals } from "@std/assert";
import { expectationProblems } from "../../../cli/scenario/expectation_problems.ts";

const pathsOf = async (data: unknown, isExecutor = false) =>
  (await expectationProblems(data, isExecutor)).map(({ path }) => path);

Deno.test("expectationProblems() finds each bad expectation", async () => {
  const workers = [{ name: "a" }, { name: "g", group: { workers: [{ name: "w", count: 2 }] } }];
  const expect = [
    "give-ups = 0",
    "crashes == 0",
    "foo > 1",
    "zz: crashes == 0",
    "g/w: crashes == 0",
    "storm(10 s) < 3",
    "a: storm < 3",
    "a: group-failures == 0",
    "g: group-failures == 0",
  ];

  assertEquals(
    await pathsOf({ workers, expect }),
    ["expect[0]", "expect[2]", "expect[3]", "expect[5]", "expect[6]", "expect[7]"],
  );
});

Deno.test("expectationProblems() knows the workers whatever else is wrong with them", async () => {
  const workers = [{ name: "a", dependsOn: ["zz"], backoff: 5, nonsense: 1 }];
  const operations = [{ do: "start", worker: { name: "v", budget: "none" } }, { do: "stop", worker: "nobody" }];

  assertEquals(
    await pathsOf({ workers, operations, expect: ["a: crashes == 0", "v: crashes == 0", "b: crashes == 0"] }),
    ["expect[2]"],
  );
});

Deno.test("expectationProblems() takes any name where those of the workers are wrong", async () => {
  for (const workers of [undefined, 5, [], [null], [{ name: 5 }], [{ name: "a" }, { name: "a" }], [{ name: "x/y" }]]) {
    assertEquals(await pathsOf({ workers, expect: ["b: crashes == 0", "b: crashs == 0"] }), ["expect[1]"]);
  }
});

Deno.test("expectationProblems() leaves what is no text to the schema", async () => {
  assertEquals(await pathsOf({ workers: [{ name: "a" }], expect: [5, null, { a: 1 }] }), []);
  for (const data of [{ expect: "crashes == 0" }, {}, null, 5]) assertEquals(await pathsOf(data), []);
});

Deno.test("expectationProblems() knows the figures of an executor", async () => {
  assertEquals(await pathsOf({ load: [], expect: ["lost == 0", "crashes == 0"] }, true), ["expect[1]"]);
});
