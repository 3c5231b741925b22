import { assertEquals, assertThrows } from "@std/assert";
import { healthHandler } from "../../../src/services/health/health_handler.ts";
import type { HealthHandlerOptions } from "../../../src/services/health/health_options.ts";
import { ServiceFailure } from "../../../src/services/service_failure.ts";
import type { ApplicationInfo } from "../../../src/services/service_info.ts";
import { applicationInfo, manyServices, serviceInfo } from "../../support/application_info.ts";
import { parseExposition } from "../../support/exposition_parser.ts";

/** A handler, and how it is asked. */
function askable(info: Partial<ApplicationInfo> | (() => ApplicationInfo) = {}, options: HealthHandlerOptions = {}) {
  const source = { info: typeof info === "function" ? info : () => applicationInfo(info) };
  const handler = healthHandler(source, options);
  const ask = (path: string, init?: RequestInit) => handler(new Request(`http://localhost${path}`, init));
  return { handler, ask, body: (path: string, init?: RequestInit) => ask(path, init).text() };
}

const secret = serviceInfo("db", {
  status: "failed",
  ready: false,
  reason: "hunter2 was refused",
  lastFailure: new ServiceFailure(new Error("user:hunter2@db"), "serve", 1, 0),
});
const leaky = { status: "stopping", fatalReason: "hunter2", services: [secret] } as const;

Deno.test("healthHandler() answers /livez without asking the source", async () => {
  const { body } = askable(() => {
    throw new Error("asked");
  });
  assertEquals(await body("/livez"), '{"live":true}');
});

Deno.test("healthHandler() answers /readyz with 200 for the status ok alone", () => {
  const statuses = ["starting", "ok", "degraded", "stopping", "stopped"] as const;
  assertEquals(statuses.map((status) => askable({ status }).ask("/readyz").status), [503, 200, 503, 503, 503]);
});

Deno.test("healthHandler() answers /readyz of the present, not of the last request", () => {
  let status: ApplicationInfo["status"] = "starting";
  const { ask } = askable(() => applicationInfo({ status }), { clock: { now: () => 0 } });
  const answered = (["starting", "ok", "degraded", "ok"] as const).map((each) => {
    status = each;
    return ask("/readyz").status;
  });
  assertEquals(answered, [503, 200, 503, 200]);
});

Deno.test("healthHandler() lists the services for /readyz?verbose", async () => {
  const { ask, body } = askable({ status: "degraded", services: [serviceInfo("web"), secret] });
  const expected = "[+]web ok\n[-]db failed: reason withheld\nreadyz check failed: degraded\n";
  for (const query of ["verbose", "verbose=1", "x=y&verbose", "verbose&x"]) {
    assertEquals(await body(`/readyz?${query}`), expected, query);
  }
  const { status, headers } = ask("/readyz?verbose");
  assertEquals([status, headers.get("content-type")], [503, "text/plain; charset=utf-8"]);
  assertEquals(await body("/readyz?verbosely"), '{"status":"degraded","ready":false}');
});

Deno.test("healthHandler() answers /healthz with 200 whatever the status", () => {
  const statuses = ["starting", "ok", "degraded", "stopping", "stopped"] as const;
  assertEquals(statuses.map((status) => askable({ status }).ask("/healthz").status), [200, 200, 200, 200, 200]);
});

Deno.test("healthHandler() answers /metrics in Prometheus' format", async () => {
  const { ask } = askable({ services: [serviceInfo("db")] });
  const response = ask("/metrics");
  assertEquals(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  assertEquals(parseExposition(await response.text()).length, 11);
});

Deno.test("healthHandler() shows nobody a message or a reason by default", async () => {
  const { body } = askable(leaky);
  for (const path of ["/livez", "/readyz", "/readyz?verbose", "/healthz", "/healthz?verbose", "/metrics"]) {
    assertEquals((await body(path)).includes("hunter2"), false, path);
  }
});

Deno.test("healthHandler() shows messages and reasons to everybody with details", async () => {
  const { body } = askable(leaky, { details: true });
  assertEquals((await body("/readyz?verbose")).split("\n")[0], "[-]db failed: hunter2 was refused");
  const { fatalReason, services: [{ reason, lastError }] } = JSON.parse(await body("/healthz"));
  assertEquals([fatalReason, reason, lastError.message], ["hunter2", "hunter2 was refused", "user:hunter2@db"]);
});

Deno.test("healthHandler() shows details to those requests that may see them", async () => {
  const { body } = askable(leaky, {
    details: ({ headers }) => headers.get("authorization") === "Bearer token",
    // As if each answer had cost a second: the next ones are given again, and must not be mixed up.
    clock: { now: ((nowMs) => () => nowMs += 500)(0) },
  });
  const shows = async (authorization: string) =>
    (await body("/healthz", { headers: { authorization } })).includes("hunter2");
  assertEquals(await shows("Bearer token"), true);
  assertEquals(await shows("Bearer tokem"), false);
  assertEquals(await shows(""), false);
  assertEquals(await shows("Bearer token"), true);
});

Deno.test("healthHandler() shows no details unless the function answers true", async () => {
  const answers = [() => Promise.resolve(true), () => 1, () => "yes", () => undefined, () => {
    throw new Error("no key");
  }];
  for (const details of answers) {
    const { body } = askable(leaky, { details: details as unknown as () => boolean });
    assertEquals((await body("/healthz")).includes("hunter2"), false, String(details));
  }
});

Deno.test("healthHandler() leaves no unhandled rejection of an asynchronous function for details", async () => {
  const errors: string[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  const details = (() => Promise.reject(new Error("no key"))) as unknown as () => boolean;
  const { body } = askable(leaky, { details, logger });
  assertEquals((await body("/healthz")).includes("hunter2"), false);
  assertEquals(errors, [
    "Cannot tell who sees details of the health, which is reported this once: Error: no key",
  ]);
});

Deno.test("healthHandler() answers GET and HEAD alone", async () => {
  const { ask } = askable();
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    for (const path of ["/livez", "/readyz", "/healthz", "/metrics"]) {
      const response = ask(path, { method });
      assertEquals([response.status, response.headers.get("allow")], [405, "GET, HEAD"], `${method} ${path}`);
      assertEquals(await response.json(), { error: "method not allowed" });
    }
  }
});

Deno.test("healthHandler() answers HEAD with the headers of GET", () => {
  const { ask } = askable({ services: [secret] });
  for (const path of ["/livez", "/readyz", "/readyz?verbose", "/healthz", "/metrics", "/nothing"]) {
    const [get, head] = ["GET", "HEAD"].map((method) => ask(path, { method }));
    assertEquals([head!.status, head!.body, ...head!.headers], [get!.status, null, ...get!.headers]);
  }
});

Deno.test("healthHandler() reads no body", () => {
  const { handler } = askable();
  let pulls = 0;
  const body = new ReadableStream({ pull: () => void pulls++ }, { highWaterMark: 0 });
  const request = new Request("http://localhost/healthz", { method: "POST", body });
  assertEquals([handler(request).status, request.bodyUsed, pulls], [405, false, 0]);
});

Deno.test("healthHandler() keeps every answer out of caches and from being guessed at", () => {
  const { ask } = askable();
  for (const path of ["/livez", "/readyz", "/healthz", "/metrics", "/nothing"]) {
    const { headers } = ask(path);
    assertEquals([headers.get("cache-control"), headers.get("x-content-type-options")], ["no-store", "nosniff"]);
  }
});

// What a person may type is answered; what only an attacker spells so is no such path.
const spellings: Record<string, number> = {
  "/livez": 200,
  "/livez/": 200,
  "/livez?": 200,
  "/livez?x=%00%ff": 200,
  "/livez/?x": 200,
  "/livez#x": 200,
  "/livez//": 404,
  "//livez": 404,
  "/%6Civez": 404,
  "/livez%2F": 404,
  "/livez%00": 404,
  "/LIVEZ": 404,
  "/livez;x": 404,
  "/livez/x": 404,
  "/": 404,
  "": 404,
  "/toString": 404,
  "/%": 404,
};

Deno.test("healthHandler() answers a path by its one spelling", () => {
  const { handler } = askable();
  for (const [path, status] of Object.entries(spellings)) {
    // As a server hands it over: not normalised by anybody.
    const request = { url: `http://localhost:8080${path}`, method: "GET" } as Request;
    assertEquals(handler(request).status, status, path);
  }
});

Deno.test("healthHandler() answers whatever the host is called", () => {
  const { handler } = askable();
  const urls = [
    "https://[::1]:8443/livez",
    "http://b@d:::x/livez",
    "http:///livez",
    "HTTP://A/livez",
    "http://a?/livez",
  ];
  const statuses = urls.map((url) => handler({ url, method: "GET" } as Request).status);
  assertEquals(statuses, [200, 200, 200, 200, 404]);
});

Deno.test("healthHandler() has its paths below the prefix alone", () => {
  const { ask } = askable({}, { prefix: "/internal/health" });
  const paths = ["/internal/health/livez", "/internal/health/metrics", "/livez", "/internal/health", "/internal/livez"];
  assertEquals(paths.map((path) => ask(path).status), [200, 200, 404, 404, 404]);
});

Deno.test("healthHandler() answers 500 without the text of what the source threw", async () => {
  const errors: string[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  const { ask, body } = askable(() => {
    throw new Error("hunter2");
  }, { logger, details: true });
  for (const path of ["/readyz", "/readyz?verbose", "/healthz", "/metrics"]) {
    assertEquals([ask(path).status, await body(path)], [500, '{"error":"internal error"}'], path);
  }
  assertEquals(ask("/livez").status, 200);
  assertEquals(errors, ["Cannot answer readyz, which is reported this once: Error: hunter2"]);
});

Deno.test("healthHandler() answers 500 when a part of the info throws", () => {
  const { ask } = askable(() => ({
    ...applicationInfo(),
    get services(): never {
      throw undefined;
    },
  }));
  assertEquals(["/readyz", "/healthz", "/metrics"].map((path) => ask(path).status), [200, 500, 500]);
});

Deno.test("healthHandler() is not hurt by a logger that throws", () => {
  const throws = () => {
    throw new Error("disk full");
  };
  const { ask } = askable(throws, { logger: { debug: throws, info: throws, warn: throws, error: throws } });
  assertEquals(ask("/healthz").status, 500);
});

Deno.test("healthHandler() asks the source seldom in a flood", () => {
  let asked = 0;
  let nowMs = 0;
  const services = manyServices(1_000);
  const { ask } = askable(() => {
    asked++;
    nowMs += 4;
    return applicationInfo({ services });
  }, { clock: { now: () => nowMs } });
  // A thousand requests a second, for ten seconds.
  for (let request = 0; request < 10_000; request++) {
    nowMs += 1;
    ask("/readyz");
  }
  assertEquals(asked * 4 <= 104 + nowMs / 10, true, `${asked} times of 4 ms in ${nowMs} ms`);
});

Deno.test("healthHandler() refuses a source that cannot be asked", () => {
  assertThrows(() => healthHandler({} as never), TypeError, '"source.info" must be a function');
  assertThrows(() => healthHandler(undefined as never), TypeError, '"source.info" must be a function');
});

/** Serves a handler on a port of its own while `act` runs. */
async function serving(info: ApplicationInfo, act: (origin: string, port: number) => Promise<void>): Promise<void> {
  const handler = healthHandler({ info: () => info });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  try {
    await act(`http://127.0.0.1:${server.addr.port}`, server.addr.port);
  } finally {
    await server.shutdown();
  }
}

/** The first line and the headers of what is answered to raw bytes. */
async function raw(port: number, request: string): Promise<string[]> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(request));
  let text = "";
  for await (const chunk of connection.readable.pipeThrough(new TextDecoderStream())) text += chunk;
  return text.split("\r\n");
}

Deno.test("healthHandler() serves over HTTP", async () => {
  await serving(applicationInfo({ services: [secret] }), async (origin) => {
    const statuses: number[] = [];
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(origin + path, init);
      statuses.push(response.status);
      return await response.text();
    };
    assertEquals(await ask("/livez"), '{"live":true}');
    assertEquals(await ask("/readyz"), '{"status":"ok","ready":true}');
    assertEquals(JSON.parse(await ask("/healthz")).services[0].path, "db");
    assertEquals(parseExposition(await ask("/metrics")).length, 11);
    assertEquals(
      await ask("/healthz", { method: "POST", body: "x".repeat(100_000) }),
      '{"error":"method not allowed"}',
    );
    assertEquals(await ask("/nothing"), '{"error":"not found"}');
    assertEquals(await ask("/livez", { headers: { "x-long": "x".repeat(10_000) } }), '{"live":true}');
    assertEquals(statuses, [200, 200, 200, 200, 405, 404, 200]);
  });
});

Deno.test("healthHandler() serves HEAD over HTTP with the length of GET", async () => {
  await serving(applicationInfo({ services: manyServices(110) }), async (origin) => {
    for (const path of ["/livez", "/healthz", "/metrics"]) {
      const get = await fetch(origin + path);
      const head = await fetch(origin + path, { method: "HEAD" });
      const length = (await get.arrayBuffer()).byteLength;
      assertEquals([head.headers.get("content-length"), await head.text()], [`${length}`, ""]);
      assertEquals(head.headers.get("content-type"), get.headers.get("content-type"));
    }
  });
});

Deno.test("healthHandler() serves odd requests over HTTP", async () => {
  await serving(applicationInfo(), async (_, port) => {
    const close = "Host: a\r\nConnection: close\r\n\r\n";
    const status = async (line: string, rest = close) => (await raw(port, `${line}\r\n${rest}`))[0];
    assertEquals(await status("GET http://elsewhere:99/livez?x HTTP/1.1"), "HTTP/1.1 200 OK");
    assertEquals(await status("GET /livez HTTP/1.0"), "HTTP/1.0 200 OK");
    assertEquals(await status("GET /livez HTTP/1.1", `Host: b@d:::x\r\nConnection: close\r\n\r\n`), "HTTP/1.1 200 OK");
    assertEquals(await status("OPTIONS * HTTP/1.1"), "HTTP/1.1 404 Not Found");
    assertEquals(await status("GET //livez HTTP/1.1"), "HTTP/1.1 404 Not Found");
    assertEquals(await status("GET /x/../%6civez%00 HTTP/1.1"), "HTTP/1.1 404 Not Found");
    assertEquals((await raw(port, `HEAD /livez HTTP/1.1\r\n${close}`)).at(-1), "");
  });
});

Deno.test("healthHandler() serves its answer to a request whose body never comes", async () => {
  await serving(applicationInfo(), async (_, port) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const head = "POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n";
    await connection.write(new TextEncoder().encode(head));
    const start = new Uint8Array(12);
    await connection.read(start);
    assertEquals(new TextDecoder().decode(start), "HTTP/1.1 405");
  });
});
