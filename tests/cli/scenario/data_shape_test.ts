import { assertEquals } from "@std/assert";
import { shapeProblem } from "../../../cli/scenario/data_shape.ts";

Deno.test("shapeProblem() has none with plain data, shared parts and all", () => {
  const shared = { name: "w", list: [1, null, "x", {}] };
  for (const data of [undefined, null, "text", [], { workers: [shared, shared, { group: { workers: [shared] } }] }]) {
    assertEquals(shapeProblem(data), undefined);
  }
});

Deno.test("shapeProblem() names where data holds itself", () => {
  const worker: Record<string, unknown> = { name: "w" };
  worker.group = { workers: [{ name: "v" }, worker] };
  assertEquals(shapeProblem({ workers: [worker] }), {
    path: "workers[0].group.workers[1]",
    message: "this is an alias of what it stands in, so that it would never end",
  });
});

Deno.test("shapeProblem() names where groups are nested too deeply", () => {
  const nested = (depth: number) => {
    let worker: unknown = { name: "w" };
    for (let level = 0; level < depth; level++) worker = { name: "g", group: { workers: [worker] } };
    return { workers: [worker] };
  };
  assertEquals(shapeProblem(nested(200)), undefined);
  const problem = shapeProblem(nested(100_000));
  assertEquals(problem?.message, "nested too deeply: at most 200 groups in each other");
  assertEquals(problem?.path.startsWith("workers[0].group.workers[0].group.…"), true);
});

Deno.test("shapeProblem() does not write out what is too much", () => {
  let data: unknown = { name: "w" };
  for (let level = 0; level < 30; level++) data = { group: Array(9).fill(data) };
  assertEquals(shapeProblem(data)?.message, "more than 2,000,000 values, with what each alias stands for");
});
