// A process with an application, the one that its first argument names; it says what happens line by line. Its second argument is the file for
// its sessions.
import {
  MemorySessionStore,
  runApplication,
  type ServiceSpec,
  SqliteSessionStore,
} from "@mainstay/supervisor/services";

const [mode, path] = Deno.args as [string, string?];

const steady: ServiceSpec["serve"] = ({ ready, clock, signal }) => (ready(), clock.sleep(Infinity, signal));
const said = (line: string) => () => console.log(line);

const services: Record<string, readonly ServiceSpec[]> = {
  graceful: [
    { name: "db", serve: steady, afterStop: said("db stopped") },
    { name: "api", dependsOn: ["db"], serve: steady, afterStop: said("api stopped") },
  ],
  hung: [{
    name: "hung",
    graceMs: 3_600_000,
    serve: steady,
    onStop: () => (console.log("stopping"), new Promise(() => {})),
  }],
  opening: [{ name: "db", serve: steady }],
  over: [{ name: "brief", serve: ({ ready }) => ready() }],
  fatal: [{
    name: "db",
    fatal: "SchemaError",
    serve: ({ ready }) => {
      ready();
      throw Object.assign(new Error("version 3"), { name: "SchemaError" });
    },
  }],
};

/** A store that never answers when a session is opened. */
class DeafStore extends MemorySessionStore {
  override create(): number {
    console.log("opening");
    return new Promise<number>(() => {}) as unknown as number;
  }
}

const store = mode === "opening"
  ? new DeafStore()
  : path === undefined
  ? undefined
  : await SqliteSessionStore.open(path);
const report = await runApplication([
  ...services[mode]!,
], {
  name: mode,
  graceMs: 3_600_000,
  sessions: store,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  onEvent: (event) => {
    if (
      event.type === "service-readiness" && event.ready && event.service === services[mode]!.at(-1)!.name &&
      mode !== "over"
    ) {
      console.log("ready");
    }
    if (event.type === "abandoned") console.log(`abandoned ${event.worker}`);
  },
});
console.log(`${report.outcome} ${report.exitCode}`);
store?.close();
// Whatever an abandoned service still waits for must not keep the process; an application that is over must leave no listener behind.
if (mode === "over") setInterval(() => {}, 1_000);
else Deno.exit(report.exitCode);
