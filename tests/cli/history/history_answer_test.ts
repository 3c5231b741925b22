import { assertEquals, assertRejects } from "@std/assert";
import { historyAnswer } from "../../../cli/history/history_answer.ts";
import { historySettings } from "../../../cli/history/history_settings.ts";
import { UsageError } from "../../../cli/usage_error.ts";
import type { ExecutionHistory, ExecutionQuery } from "../../../src/telemetry/history/execution_history.ts";
import { MemoryExecutionStore } from "../../../src/telemetry/stores/memory_execution_store.ts";
import { anExecution, epochMs } from "./sample_store.ts";

/** A store in memory that knows one session. */
function historyOf(count: number, failing: (number: number) => boolean): ExecutionHistory {
  const store = new MemoryExecutionStore();
  const error = { type: "Error", message: "no", stack: null };
  store.insert(Array.from({ length: count }, (_, index) =>
    anExecution(index + 1, {
      durationMs: index + 1,
      startedAtMs: epochMs + index,
      ...(failing(index + 1) ? { status: "error", error } : {}),
    })));
  const session = {
    ...{ id: 2, application: "shop", host: null, startedAtMs: epochMs, stoppedAtMs: epochMs + count },
    ...{ heartbeatAtMs: epochMs, heartbeatMs: 1_000, status: "success", error: null, drops: {} } as const,
  };
  return {
    executions: (query?: ExecutionQuery) => store.executions(query),
    summary: (filter) => store.summary(filter),
    failures: (filter) => store.failures(filter),
    registrations: () => [],
    sessions: () => [session],
    close: () => {},
  };
}

const asked = (...operands: string[]) => (values: Record<string, string> = {}) =>
  historySettings({ operands: [...operands, "executions.db"], values, flags: new Set() }, epochMs);

Deno.test("historyAnswer() says whether a limit left something out: one before, at and after it", async () => {
  for (const view of ["list", "slowest", "timeline"]) {
    const isMore = async (count: number) =>
      (await historyAnswer(historyOf(count, () => false), asked(view)({ limit: "3" }))).isMore;
    assertEquals([await isMore(2), await isMore(3), await isMore(4)], [false, false, true], view);
  }
});

Deno.test("historyAnswer() finds what tells most of a session, however late it was", async () => {
  const history = historyOf(100_010, (number) => number === 100_005);
  const answer = await historyAnswer(history, asked("timeline")({ limit: "2" }));
  if (answer.view !== "timeline") throw new Error(answer.view);
  assertEquals(answer.executions.map(({ durationMs }) => durationMs), [100_005, 100_010]);
  assertEquals([answer.all.length, answer.unseen, answer.isMore], [100_000, 10, true]);
  const whole = await historyAnswer(history, asked("timeline")({ limit: "all" }));
  assertEquals([whole.view === "timeline" && whole.executions.length, whole.isMore], [100_010, false]);
});

Deno.test("historyAnswer() shows executions of a session that is kept elsewhere, and refuses the session itself", async () => {
  const history = { ...historyOf(3, () => false), sessions: () => [] };
  const counts = async (view: string, session: string) => {
    const answer = await historyAnswer(history, asked(view)({ session }));
    return "executions" in answer ? answer.executions.length : undefined;
  };
  assertEquals([await counts("list", "2"), await counts("slowest", "2")], [3, 3]);
  for (const [view, session] of [["list", "3"], ["summary", "3"], ["timeline", "2"], ["sessions", "2"]] as const) {
    const said = `Cannot show session ${session}: there is no such session; there is none at all`;
    await assertRejects(() => counts(view, session), UsageError, said);
  }
});
