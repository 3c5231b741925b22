import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "../drivers/observer.ts";
import type { ExecutionSubject } from "./execution_record.ts";

/** The execution that some code runs in. */
export interface CurrentExecution extends ExecutionSubject {
  /** Its id, a UUID of version 7, the same as in its record. */
  readonly id: string;
}

const storage = new AsyncLocalStorage<CurrentExecution | undefined>();

/** Runs something in an execution: whatever it calls, and awaits, and sets off, is in it too. */
export function runInExecution<T>(execution: CurrentExecution, run: () => T): T {
  return storage.run(execution, run);
}

/** Runs something in no execution, whoever calls: what goes on after an execution, and for others, must not bear its name. */
export function outsideExecutions<T>(run: () => T): T {
  // Deno's `exit()` does not leave it.
  return storage.run(undefined, run);
}

/**
 * The execution that the calling code runs in, however deep, and after any number of awaits; `undefined` outside of one. It stays that of code
 * which an execution set off and left running.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { currentExecution, Executor, MemoryExecutionStore } from "@mainstay/supervisor/telemetry";
 *
 * const executor = new Executor({ store: new MemoryExecutionStore() });
 * const outcome = await executor.execute({
 *   kind: "job",
 *   owner: "shop",
 *   name: "tidy",
 *   run: async () => {
 *     await Promise.resolve();
 *     return currentExecution()?.id;
 *   },
 * });
 * assertEquals(outcome.status === "success" && outcome.value === outcome.id, true);
 * assertEquals(currentExecution(), undefined);
 * await executor.stop();
 * ```
 */
export function currentExecution(): CurrentExecution | undefined {
  return storage.getStore();
}

/**
 * A logger whose lines say which execution they come from, if they come from one: `[<id> <owner>/<name>] …`, or
 * `[<id> <owner>[<instance>]/<name>] …`.
 *
 * @param logger Where the lines go.
 */
export function executionLogger(logger: Logger): Logger {
  const say = (level: keyof Logger) => (message: string) => {
    const execution = storage.getStore();
    logger[level](execution === undefined ? message : `[${execution.id} ${subjectName(execution)}] ${message}`);
  };
  return { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
}

/** What is executed, as people read it: `orders/placed`, `orders[2]/placed`. */
export function subjectName({ owner, instance, name }: ExecutionSubject): string {
  return instance === "" ? `${owner}/${name}` : `${owner}[${instance}]/${name}`;
}
