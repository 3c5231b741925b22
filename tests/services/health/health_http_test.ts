// A real application behind a real server, asked by a real client while its services crash and restart: what is answered is whole, and true.
import { assertEquals } from "@std/assert";
import {
  type ApplicationStatus,
  healthHandler,
  type RunningApplication,
  type ServiceContext,
  startApplication,
} from "@mainstay/supervisor/services";
import { parseExposition } from "../../support/exposition_parser.ts";

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const endless = { intensity: 1e9, periodMs: 1e9 };

/** A server of an application's health, on a port of its own. */
class HealthServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(app: RunningApplication) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      healthHandler(app, { details: true }),
    );
  }

  async get(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`http://127.0.0.1:${this.#server.addr.port}${path}`);
    return { status: response.status, text: await response.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** What is wrong with an answer, if anything is. */
function faultOf(path: string, { status, text }: { status: number; text: string }): string | undefined {
  try {
    if (path === "/metrics") {
      const metrics = new Map(parseExposition(text).map((metric) => [metric.name, metric]));
      const services = metrics.get("mainstay_service_status")!.samples.filter(({ value }) => value === 1);
      return status === 200 && services.length === 5 ? undefined : `${status}, ${services.length} services`;
    }
    const body: { status: ApplicationStatus; ready: boolean; services?: unknown[] } = JSON.parse(text);
    if (body.ready !== (body.status === "ok")) return `${body.status} and ${body.ready}`;
    if (path === "/readyz") return status === (body.ready ? 200 : 503) ? undefined : `${status} and ${body.ready}`;
    return status === 200 && body.services?.length === 5 ? undefined : `${status}, ${text}`;
  } catch (thrown) {
    return `${status}: ${thrown}, of ${text}`;
  }
}

Deno.test("healthHandler() answers a thousand requests a second of an application whose services crash all the time", async () => {
  const crashing = (name: string, lifeMs: number) => ({
    name,
    backoff: { baseMs: 1, maxMs: 3 },
    budget: endless,
    serve: async ({ ready, clock, signal }: ServiceContext) => {
      ready();
      await clock.sleep(lifeMs, signal);
      throw new Error(`${name} is "down"\nagain`);
    },
  });
  const app = startApplication([
    crashing("db", 5),
    { ...crashing("api", 7), dependsOn: ["db"], onDependencyFailure: "restart" },
    { name: "pool", children: [{ ...crashing("one", 3), role: "optional" }] },
    { ...crashing("mail", 2), role: "optional" },
  ], { signals: false, logger: quiet, startupTimeoutMs: Infinity });
  await using server = new HealthServer(app);
  const paths = ["/readyz", "/healthz", "/metrics", "/readyz"];
  const statuses: Record<string, number> = {};
  const faults: string[] = [];
  let asked = 0;
  const clients = 8;
  const forMs = 2_000;
  // A thousand a second in all: each client asks when its next turn has come, and does not wait if it is late.
  const fromMs = performance.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    for (let turn = 0; turn < forMs / clients; turn++) {
      const path = paths[(client + turn) % paths.length]!;
      const answer = await server.get(path);
      asked++;
      statuses[`${path} ${answer.status}`] = (statuses[`${path} ${answer.status}`] ?? 0) + 1;
      const fault = faultOf(path, answer);
      if (fault !== undefined) faults.push(`${path}: ${fault}`);
      const aheadMs = fromMs + (turn + 1) * clients - performance.now();
      if (aheadMs > 0) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    }
  }));
  assertEquals(faults.slice(0, 5), []);
  assertEquals(asked, forMs);
  const seen = Object.keys(statuses).filter((each) =>
    !["/readyz 200", "/readyz 503", "/healthz 200", "/metrics 200"].includes(each)
  );
  assertEquals(seen, []);
  const [db] = app.info().services;
  assertEquals(db!.restarts > 10, true);
  assertEquals((await app.stop()).exitCode, 0);
  // After such a flood a busy machine may still give an answer that is a second old; a handler that was never asked has none.
  const response = healthHandler(app)(new Request("http://127.0.0.1/readyz"));
  assertEquals(await response.json(), { status: "stopped", ready: false });
});

Deno.test("healthHandler() answers what the application is at that moment", async () => {
  let say!: { ready: () => void; notReady: () => void };
  const app = startApplication([{
    name: "db",
    serve: ({ ready, notReady, clock, signal }) => {
      say = { ready, notReady };
      ready();
      return clock.sleep(Infinity, signal);
    },
  }], { signals: false, logger: quiet });
  await using server = new HealthServer(app);
  await app.startUp;
  for (let turn = 0; turn < 50; turn++) {
    say.notReady();
    assertEquals((await server.get("/readyz")).status, 503);
    say.ready();
    assertEquals((await server.get("/readyz")).status, 200);
  }
  await app.stop();
  const { status, text } = await server.get("/readyz");
  assertEquals([status, JSON.parse(text)], [503, { status: "stopped", ready: false }]);
});
