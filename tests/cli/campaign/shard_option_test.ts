import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { shardOf } from "../../../cli/campaign/shard_option.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import { runProgram } from "../run_program.ts";

Deno.test("shardOf() counts from 1 to as many as there are", () => {
  assertEquals([shardOf(undefined), shardOf("1/1"), shardOf("1/4"), shardOf("4/4")], [
    undefined,
    { index: 1, of: 1 },
    { index: 1, of: 4 },
    { index: 4, of: 4 },
  ]);
  for (const text of ["0/4", "5/4", "1/0", "1", "a/b", "-1/2", "1/2/3"]) {
    assertThrows(() => shardOf(text), UsageError, `Cannot use --shard "${text}"`);
  }
});

const auto = (env: Record<string, string>, permissions = ["--allow-env=JOB_COMPLETION_INDEX"]) =>
  runProgram(["simulate", "poison-pill", "--runs", "7", "--shard", "auto/3", "--format", "json"], { env, permissions });

Deno.test("shardOf() asks an Indexed Job which one it is, from 0", async () => {
  const seeds = await Promise.all(["0", "1", "2"].map(async (index) => {
    const { stdout } = await auto({ JOB_COMPLETION_INDEX: index });
    return JSON.parse(stdout).seeds;
  }));
  assertEquals(seeds, [["1", "4", "7"], ["2", "5"], ["3", "6"]]);
});

Deno.test("shardOf() says what an Indexed Job would have set", async () => {
  const said: readonly (readonly [Record<string, string>, readonly string[] | undefined, string])[] = [
    [{}, undefined, "JOB_COMPLETION_INDEX is not set"],
    [{ JOB_COMPLETION_INDEX: "x" }, undefined, 'JOB_COMPLETION_INDEX is "x"'],
    [{ JOB_COMPLETION_INDEX: "3" }, undefined, "JOB_COMPLETION_INDEX=3, which counts from 0"],
    [{ JOB_COMPLETION_INDEX: "0" }, [], "  deno run --allow-env=JOB_COMPLETION_INDEX cli/main.ts simulate "],
  ];
  for (const [env, permissions, text] of said) {
    const { code, stderr } = await auto(env, permissions as string[] | undefined);
    assertEquals(code, 2);
    assertStringIncludes(stderr, text);
  }
});
