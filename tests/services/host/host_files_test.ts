// The files for the hosts' own supervisors, held against what the package does.
import { assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml";
import { SqliteSessionStore } from "@mainstay/supervisor/services";
import { healthHandler } from "../../../src/services/health/health_handler.ts";
import { applicationInfo } from "../../support/application_info.ts";
import { runNotifying, withNotifySocket } from "../../support/notify_socket.ts";
import { root } from "../../support/source_file.ts";

const unitPath = new URL("fixtures/hosts/mainstay-app.service", root);
const unitText = Deno.readTextFileSync(unitPath);
const unit = parseUnit(unitText);
const service = unit.Service!;

/** The sections of a unit file, and of each the values of its settings. */
function parseUnit(text: string): Record<string, Record<string, string[]>> {
  const sections: Record<string, Record<string, string[]>> = {};
  let section: Record<string, string[]> | undefined;
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const header = /^\[(\w+)\]$/.exec(line);
    if (header !== null) {
      section = sections[header[1]!] = {};
      continue;
    }
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (section === undefined || name === undefined) throw new Error(`neither a section nor a setting: ${line}`);
    (section[name] ??= []).push(value!);
  }
  return sections;
}

function seconds(name: string): number {
  const [value, ...more] = service[name] ?? [];
  if (value === undefined || more.length > 0) throw new Error(`${name} must be there once`);
  return Number(value);
}

const unitEnv = Object.fromEntries(service.Environment!.map((pair) => pair.split("=")));
const [program, ...args] = service.ExecStart![0]!.split(/\s+/);

/** What of the deployment is looked at. */
interface Deployment {
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations: Readonly<Record<string, string>> };
      readonly spec: { readonly terminationGracePeriodSeconds: number; readonly containers: readonly Container[] };
    };
  };
}

interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

const deployment = parse(Deno.readTextFileSync(new URL("fixtures/hosts/kubernetes.yaml", root))) as Deployment;
const { metadata, spec: pod } = deployment.spec.template;
const container = pod.containers[0]!;
const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
const podEnv = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

function statusOf(path: string, status: "ok" | "degraded"): number {
  return healthHandler({ info: () => applicationInfo({ status }) })(new Request(`http://localhost${path}`)).status;
}

/** The value of a flag such as `--allow-net`. */
function flag(name: string, flags: readonly string[]): string[] {
  return flags.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1).split(",") ?? [];
}

Deno.test("kubernetes.yaml asks for paths that healthHandler() answers", () => {
  const paths = [...probes.map(({ httpGet }) => httpGet.path), metadata.annotations["prometheus.io/path"]!];
  assertEquals(paths, ["/livez", "/livez", "/readyz", "/metrics"]);
  assertEquals(paths.map((path) => statusOf(path, "ok")), [200, 200, 200, 200]);
});

Deno.test("kubernetes.yaml restarts no process whose dependencies are gone", () => {
  assertEquals(probes.map(({ httpGet }) => statusOf(httpGet.path, "degraded")), [200, 200, 503]);
});

Deno.test("kubernetes.yaml has one port for all", () => {
  const [{ name, containerPort }] = container.ports as [Container["ports"][0]];
  assertEquals(probes.map(({ httpGet }) => httpGet.port), [name, name, name]);
  const port = String(containerPort);
  assertEquals([podEnv.HEALTH_PORT, metadata.annotations["prometheus.io/port"]], [port, port]);
  assertEquals(flag("--allow-net", container.args), [`0.0.0.0:${port}`]);
});

Deno.test("kubernetes.yaml is more patient than the application's own stop", () => {
  const stopSeconds = container.lifecycle.preStop.sleep.seconds + Number(podEnv.STOP_LIMIT_MS) / 1_000;
  assertEquals(pod.terminationGracePeriodSeconds >= stopSeconds + 5, true);
  // Nobody may be sent here any more when the stop begins.
  const noticed = container.readinessProbe.periodSeconds * container.readinessProbe.failureThreshold;
  assertEquals(noticed <= container.lifecycle.preStop.sleep.seconds, true);
});

Deno.test("kubernetes.yaml waits longer between two questions than for an answer", () => {
  for (const { periodSeconds, timeoutSeconds } of probes) assertEquals(timeoutSeconds <= periodSeconds, true);
  const { periodSeconds, failureThreshold } = container.livenessProbe;
  assertEquals(periodSeconds * failureThreshold >= 30, true);
});

Deno.test("kubernetes.yaml selects its own pods", () => {
  assertEquals(deployment.spec.selector.matchLabels, metadata.labels);
});

Deno.test("mainstay-app.service waits for what systemdNotifier() tells", () => {
  assertEquals([service.Type, service.NotifyAccess], [["notify"], ["main"]]);
  assertEquals([service.Restart, service.KillMode], [["on-failure"], ["mixed"]]);
});

Deno.test("mainstay-app.service is more patient than the application's own stop", () => {
  assertEquals(seconds("TimeoutStopSec") >= Number(unitEnv.STOP_LIMIT_MS) / 1_000 + 5, true);
});

Deno.test("mainstay-app.service leaves a process alone that waits for a database", () => {
  assertEquals(service.TimeoutStartSec, ["infinity"]);
});

Deno.test("mainstay-app.service gives the application time to beat", () => {
  // Half of it passes between two beats; a full garbage collection of a big heap takes seconds.
  assertEquals(seconds("WatchdogSec") / 2 >= 10, true);
});

Deno.test("mainstay-app.service allows the starts that its limit counts", () => {
  const { StartLimitIntervalSec, StartLimitBurst } = unit.Unit!;
  assertEquals(Number(StartLimitBurst) * seconds("RestartSec") < Number(StartLimitIntervalSec), true);
});

Deno.test("mainstay-app.service and kubernetes.yaml run the same program", () => {
  assertEquals([unitEnv.HEALTH_PORT, unitEnv.STOP_LIMIT_MS], [podEnv.HEALTH_PORT, podEnv.STOP_LIMIT_MS]);
  assertEquals(flag("--allow-env", args), flag("--allow-env", container.args));
  assertMatch(program!, /\/deno$/);
  assertEquals(flag("--allow-net", args)[0], `127.0.0.1:${unitEnv.HEALTH_PORT}`);
});

Deno.test(
  "mainstay-app.service may tell systemd, with its own flags",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await withNotifySocket(async ({ address, next }) => {
      const flags = args.slice(1, -1).map((each) => each.replaceAll("/run/systemd/notify", address));
      const lines = await runNotifying(flags, {
        NOTIFY_SOCKET: address,
        WATCHDOG_USEC: `${seconds("WatchdogSec")}000000`,
      });
      assertEquals([await next(), lines], ["READY=1\n", ["watchdog: 15000", "ended"]]);
    });
  },
);

Deno.test(
  "main.ts runs with the flags of mainstay-app.service, answers the probes and stops in order",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    const folder = await Deno.makeTempDir();
    const [listener, port] = freePort();
    listener.close();
    const here = (flag: string) =>
      flag.replaceAll("/var/lib/mainstay-app", folder).replaceAll(`:${unitEnv.HEALTH_PORT}`, `:${port}`);
    const command = new Deno.Command(Deno.execPath(), {
      args: [...args.slice(0, -1).map(here), `--config=${new URL("deno.json", root).pathname}`, mainPath],
      env: {
        ...Object.fromEntries(Object.entries(unitEnv).map(([name, value]) => [name, here(String(value))])),
        ...ports(port),
      },
      stdout: "null",
      stderr: "piped",
    });
    try {
      const child = command.spawn();
      const errors = new Response(child.stderr).text();
      assertEquals(await answerOf(`http://127.0.0.1:${port}/readyz`, 200), { status: "ok", ready: true });
      child.kill("SIGTERM");
      assertEquals([(await child.status).code, await errors], [0, ""]);
      const store = await SqliteSessionStore.open(`${folder}/sessions.db`);
      assertEquals(store.list().map(({ application, status }) => [application, status]), [["mainstay-app", "success"]]);
      store.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test("main.ts ends with 78 when its settings are wrong", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-env", `--config=${new URL("deno.json", root).pathname}`, mainPath],
    env: { HEALTH_PORT: "eighty" },
  }).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [
    78,
    'Cannot start: HEALTH_PORT must be a whole number up to 65535, received "eighty"\n',
  ]);
});

const mainPath = new URL("fixtures/hosts/main.ts", root).pathname;

function ports(port: number): Record<string, string> {
  return { HEALTH_PORT: String(port), DENO_DIR: "" };
}

/** A port that nobody uses now. */
function freePort(): [Deno.Listener, number] {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return [listener, (listener.addr as Deno.NetAddr).port];
}

/** What a server says with this status; until it listens, and has it, it is asked again. */
async function answerOf(url: string, status: number): Promise<unknown> {
  for (;;) {
    try {
      const response = await fetch(url);
      const body = await response.json();
      if (response.status === status) return body;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isInstalled = await new Deno.Command("systemd-analyze", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

Deno.test("mainstay-app.service is what systemd-analyze takes for a unit", { ignore: !isInstalled }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    // It looks for the program too, which may be elsewhere here.
    await Deno.writeTextFile(`${folder}/mainstay-app.service`, unitText.replace(program!, Deno.execPath()));
    const command = new Deno.Command("systemd-analyze", {
      args: ["verify", "--man=no", `${folder}/mainstay-app.service`],
    });
    const { success, stderr } = await command.output();
    assertEquals([success, new TextDecoder().decode(stderr).includes("mainstay-app")], [true, false]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
