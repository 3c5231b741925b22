import { assertEquals } from "@std/assert";
import {
  currentExecution,
  executionLogger,
  outsideExecutions,
  runInExecution,
  subjectName,
} from "../../src/telemetry/execution_context.ts";
import { ExecutorBench } from "./executor_bench.ts";

function executionOf(name: string, instance = "") {
  return { id: `id-${name}`, kind: "handler", owner: "orders", instance, name, topic: "" } as const;
}

Deno.test("currentExecution() is undefined outside of an execution", () => {
  assertEquals(currentExecution(), undefined);
});

Deno.test("runInExecution() nests, and is as before when the inner one is over", async () => {
  const names: (string | undefined)[] = [];
  const note = () => void names.push(currentExecution()?.name);
  await runInExecution(executionOf("outer"), async () => {
    note();
    await runInExecution(executionOf("inner"), async () => {
      note();
      await Promise.resolve();
      note();
    });
    note();
  });
  note();
  assertEquals(names, ["outer", "inner", "inner", "outer", undefined]);
});

Deno.test("runInExecution() is as before when its body throws", () => {
  try {
    runInExecution(executionOf("outer"), () => {
      throw new Error();
    });
  } catch {
    assertEquals(currentExecution(), undefined);
  }
});

Deno.test("outsideExecutions() leaves the execution, for what it sets off too", async () => {
  const seen = await runInExecution(executionOf("outer"), () =>
    outsideExecutions(async () => {
      await Promise.resolve();
      return currentExecution();
    }));
  assertEquals(seen, undefined);
});

Deno.test("currentExecution() tells executions apart that are under way at once", async () => {
  const { executor, clock } = new ExecutorBench();
  const executed = Array.from({ length: 50 }, (_, index) =>
    executor.execute({
      kind: "job",
      owner: "app",
      name: `n${index}`,
      run: async ({ id }) => {
        await clock.sleep(index % 7);
        await Promise.all([1, 2].map((ms) => clock.sleep(ms)));
        const current = currentExecution();
        return [current?.id === id, current?.name];
      },
    }));
  await clock.advance(100);
  const outcomes = await Promise.all(executed);
  assertEquals(
    outcomes.map((outcome) => outcome.status === "success" && outcome.value),
    Array.from({ length: 50 }, (_, index) => [true, `n${index}`]),
  );
});

Deno.test("currentExecution() is restored after an execution inside an execution", async () => {
  const { executor } = new ExecutorBench();
  const inner = { kind: "job", owner: "app", name: "inner", run: () => currentExecution()?.name } as const;
  const outcome = await executor.execute({
    ...inner,
    name: "outer",
    run: async () => {
      const { status, ...rest } = await executor.execute(inner);
      return [status, "value" in rest && rest.value, currentExecution()?.name];
    },
  });
  assertEquals(outcome.status === "success" && outcome.value, ["success", "inner", "outer"]);
  assertEquals(currentExecution(), undefined);
});

Deno.test("executionLogger() says which execution a line comes from, at every level", () => {
  const lines: string[] = [];
  const level = (name: string) => (line: string) => void lines.push(`${name} ${line}`);
  const logger = executionLogger({
    debug: level("debug"),
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
  });
  logger.info("outside");
  runInExecution(executionOf("placed", "2"), () => {
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
  });
  assertEquals(lines, [
    "info outside",
    "debug [id-placed orders[2]/placed] a",
    "info [id-placed orders[2]/placed] b",
    "warn [id-placed orders[2]/placed] c",
    "error [id-placed orders[2]/placed] d",
  ]);
});

Deno.test("subjectName() names an instance only where there is one", () => {
  assertEquals([subjectName(executionOf("a")), subjectName(executionOf("a", "2"))], ["orders/a", "orders[2]/a"]);
});
