import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";
import type { ExecutionRecord } from "../../src/telemetry/execution_record.ts";
import { FailureLog } from "../../src/telemetry/failure_log.ts";
import { idOf, recordOf } from "./stores/execution_rows.ts";

class Bench {
  readonly clock = new VirtualClock();
  readonly log: string[] = [];
  readonly failures: FailureLog;

  constructor() {
    const line = (level: string) => (message: string) => void this.log.push(`${level}: ${message}`);
    const logger = { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
    this.failures = new FailureLog(logger, this.clock);
  }

  tell(fields: Partial<ExecutionRecord>, timeoutMs?: number): void {
    this.failures.tell(recordOf(1, { durationMs: 12.4, ...fields }), timeoutMs);
  }
}

const error = { type: "TypeError", message: "no such thing", stack: null };
const own = { status: "timed-out", timedOutBy: "body", error: { ...error, message: "mine" } } as const;
const byLimit = { status: "timed-out", timedOutBy: "limit", error } as const;

Deno.test("FailureLog.tell() of an error without a stack is one line", () => {
  const bench = new Bench();
  bench.tell({ status: "error", error });
  assertEquals(bench.log, [`error: Handler app/on_motion failed after 12 ms: TypeError: no such thing (${idOf(1)})`]);
});

Deno.test("FailureLog.tell() of an error with a stack ends with it", () => {
  const bench = new Bench();
  bench.tell({ kind: "job", instance: "2", status: "error", error: { ...error, stack: "at a" } });
  assertEquals(bench.log, [
    `error: Job app[2]/on_motion failed after 12 ms: TypeError: no such thing (${idOf(1)})\nat a`,
  ]);
});

Deno.test("FailureLog.tell() of an error without a message says its type alone", () => {
  const bench = new Bench();
  bench.tell({ status: "error", error: { ...error, message: "" } });
  assertEquals(bench.log, [`error: Handler app/on_motion failed after 12 ms: TypeError (${idOf(1)})`]);
});

Deno.test("FailureLog.tell() tells of each error, however many", () => {
  const bench = new Bench();
  for (let time = 0; time < 3; time++) bench.tell({ status: "error", error });
  assertEquals(bench.log.length, 3);
});

Deno.test("FailureLog.tell() blames the limit for what it ended, once a minute", async () => {
  const bench = new Bench();
  for (const ms of [0, 59_999, 1]) {
    await bench.clock.advance(ms);
    bench.tell(byLimit, 50);
  }
  assertEquals(bench.log, Array(2).fill(`warn: Handler app/on_motion was ended by its limit of 50 ms (${idOf(1)})`));
});

Deno.test("FailureLog.tell() does not blame the limit for a time-out of the body's own", () => {
  const bench = new Bench();
  bench.tell(own, 50);
  bench.tell(own, 50);
  assertEquals(bench.log, [
    `warn: Handler app/on_motion ended after 12 ms with a time-out of its own, not by its limit of 50 ms: mine (${
      idOf(1)
    })`,
  ]);
});

Deno.test("FailureLog.tell() tells each time of a body's own time-out where there is no limit", () => {
  const bench = new Bench();
  bench.tell(own);
  bench.tell(own);
  assertEquals(
    bench.log,
    Array(2).fill(
      `warn: Handler app/on_motion ended after 12 ms with a time-out of its own, without a limit: mine (${idOf(1)})`,
    ),
  );
});

Deno.test("FailureLog.tell() tells subjects apart by each of their parts, and by who ended them", () => {
  const bench = new Bench();
  const subjects: Partial<ExecutionRecord>[] = [
    {},
    { kind: "job" },
    { owner: "b" },
    { instance: "2" },
    { name: "n" },
    { topic: "t" },
    { owner: "a", instance: "b" },
    { owner: "ab", instance: "" },
  ];
  for (let time = 0; time < 2; time++) {
    for (const subject of subjects) bench.tell({ ...byLimit, ...subject }, 50);
    bench.tell(own, 50);
  }
  assertEquals(bench.log.length, subjects.length + 1);
});

Deno.test("FailureLog.tell() does not throw what its logger throws", () => {
  const fail = () => {
    throw new Error("no log");
  };
  const log = new FailureLog({ debug: fail, info: fail, warn: fail, error: fail }, new VirtualClock());
  assertEquals(log.tell(recordOf(1, { status: "error", error }), undefined), undefined);
});
