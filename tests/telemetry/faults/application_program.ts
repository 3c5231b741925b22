// An application whose producers execute all the time, until it is told to stop by a signal. Its sessions and its executions are in one file.
// It says `ready`, and in the end what its producers have executed, what became of the records, and its exit code.
import { runApplication, type ServiceSpec, SqliteSessionStore } from "@mainstay/supervisor/services";
import { Executor, SqliteExecutionStore } from "@mainstay/supervisor/telemetry";
import { loadedRequest } from "./loaded_row.ts";

const { path, stopMs } = JSON.parse(Deno.args[0]!) as { path: string; stopMs?: number };
globalThis.addEventListener("unhandledrejection", ({ reason }) => console.log(`unhandled ${reason}`));
globalThis.addEventListener("error", ({ message }) => console.log(`unhandled ${message}`));

const sessions = await SqliteSessionStore.open(path);
const store = await SqliteExecutionStore.open(path);
let sessionId: number | undefined;
const executor = new Executor({
  store,
  session: () => sessionId ??= sessions.list().find(({ status }) => status === "running")?.id,
  spillFolder: `${path}-spills`,
  stopMs,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
});
let executed = 0;
let cancelled = 0;

/** A service that executes a few at a time, some of which take a moment, also while it stops. */
function producer(name: string): ServiceSpec {
  let number = 0;
  const execute = (count: number, isSlow: boolean) => {
    return Array.from({ length: count }, () => {
      const request = loadedRequest(name, number++, () => executed++);
      const run = request.run;
      const slow = async (context: Parameters<typeof run>[0]) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return await run(context);
      };
      return executor.execute(isSlow ? { ...request, run: slow } : request).catch(() => cancelled++);
    });
  };
  return {
    name,
    dependsOn: ["executor"],
    async serve({ ready, signal }) {
      ready();
      while (!signal.aborted) {
        execute(20, false);
        await Promise.all(execute(5, true));
      }
    },
    onStop: () => void execute(50, false),
  };
}

const report = await runApplication([producer("first"), producer("second"), executor.service()], {
  name: "producing",
  sessions,
  drops: () => executor.drops(),
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  onEvent: (event) => {
    if (event.type === "service-readiness" && event.ready) console.log(`ready ${event.service}`);
  },
});
console.log(`executed ${executed}`);
console.log(`cancelled ${cancelled}`);
console.log(`counts ${JSON.stringify(executor.info().records)}`);
console.log(`report ${report.outcome} ${report.exitCode} ${report.teardown.clean}`);
store.close();
sessions.close();
Deno.exitCode = report.exitCode;
