import { shownFailure } from "../../core/event_sentence.ts";
import { Failure } from "../../core/failure.ts";
import { checkFunction } from "../../drivers/driver_options.ts";
import { logLine } from "../../drivers/log_line.ts";
import { AnswerCache, type HealthSource } from "./answer_cache.ts";
import { healthBody, readinessBody } from "./health_body.ts";
import { type HealthHandlerOptions, resolveHealthOptions } from "./health_options.ts";
import { HttpAnswer, jsonType, plainType } from "./http_answer.ts";
import { metricsText, metricsType } from "./metrics_text.ts";
import { readinessText } from "./readiness_text.ts";
import type { ApplicationInfo } from "../service_info.ts";

/**
 * Answers the questions of whoever runs the process, for `Deno.serve` or any other server that speaks `Request` and `Response`:
 *
 * - `/livez`: 200 if the process can answer. It checks nothing: a dependency that is gone must not get the process killed.
 * - `/readyz`: 200 if the application is "ok", else 503, with `{"status", "ready"}`. With `?verbose` a plain line for each service.
 * - `/healthz`: always 200, with everything about the application and its services: a {@linkcode HealthBody}.
 * - `/metrics`: the same in numbers, in Prometheus' text format 0.0.4.
 *
 * Only GET and HEAD are answered (405), and no body is read. A slash at the end of a path and a query change nothing; an odd spelling
 * (`/%6Civez`, `//livez`) is no such path (404). A source that throws makes a 500 without the text of the error.
 *
 * By default nobody sees error messages and reasons, only names, statuses and the types of errors: see `details`. Names of services are
 * shown to everybody, so the port does not belong on the open net. However many requests come, making answers takes no more than a tenth
 * of the process's time; in a flood an answer can be a second old.
 *
 * @throws {TypeError} For an unknown option, or one that is not what it must be.
 *
 * @example Serving on a port of its own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type ApplicationInfo, healthHandler } from "@mainstay/supervisor/services";
 *
 * const info: ApplicationInfo = { name: "shop", status: "starting", nowMs: 0, uptimeMs: 0, services: [] };
 * const token = "a long random text";
 * const handler = healthHandler({ info: () => info }, {
 *   details: (request) => request.headers.get("authorization") === `Bearer ${token}`,
 * });
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
 *
 * const response = await fetch(`http://127.0.0.1:${server.addr.port}/readyz`);
 * assertEquals(response.status, 503);
 * assertEquals(await response.json(), { status: "starting", ready: false });
 * await server.shutdown();
 * ```
 */
export function healthHandler(
  source: HealthSource,
  options: HealthHandlerOptions = {},
): (request: Request) => Response {
  checkFunction("create a health handler", "source.info", source?.info);
  const { prefix, details, wallClock, clock, logger } = resolveHealthOptions(options);
  const cache = new AnswerCache<HttpAnswer>(source, clock);
  let complained = false;
  const complain = (what: string, thrown: unknown): void => {
    if (complained) return;
    complained = true;
    logLine(logger, "error", `Cannot ${what}, which is reported this once: ${shownFailure(new Failure(thrown))}`);
  };
  const isDetailed = (request: Request): boolean => {
    if (typeof details === "boolean") return details;
    const lost = (thrown: unknown) => complain("tell who sees details of the health", thrown);
    try {
      const allowed: unknown = details(request);
      // A promise says nothing in time, but its rejection must not end the process.
      if (allowed instanceof Promise) allowed.catch(lost);
      return allowed === true;
    } catch (thrown) {
      lost(thrown);
      return false;
    }
  };
  const made = (name: string, make: (info: ApplicationInfo) => HttpAnswer): HttpAnswer => {
    try {
      return cache.answer(name, make);
    } catch (thrown) {
      complain(`answer ${name}`, thrown);
      return failed;
    }
  };
  const readyz = (request: Request, query: string): HttpAnswer => {
    if (!/(?:^|&)verbose(?:=|&|$)/.test(query)) {
      return made("readyz", (info) => new HttpAnswer(readyStatus(info), jsonType, JSON.stringify(readinessBody(info))));
    }
    const detailed = isDetailed(request);
    return made(
      `readyz?verbose${detailed ? " in detail" : ""}`,
      (info) => new HttpAnswer(readyStatus(info), plainType, readinessText(info, detailed)),
    );
  };
  const healthz = (request: Request): HttpAnswer => {
    const detailed = isDetailed(request);
    return made(
      `healthz${detailed ? " in detail" : ""}`,
      (info) => new HttpAnswer(200, jsonType, JSON.stringify(healthBody(info, wallClock(), detailed))),
    );
  };
  const pages = new Map<string, (request: Request, query: string) => HttpAnswer>([
    [`${prefix}/livez`, () => live],
    [`${prefix}/readyz`, readyz],
    [`${prefix}/healthz`, healthz],
    [`${prefix}/metrics`, () => made("metrics", (info) => new HttpAnswer(200, metricsType, metricsText(info)))],
  ]);

  return (request) => {
    const [path, query] = target(request.url);
    const page = pages.get(path);
    if (page === undefined) return unknown.response(request.method);
    if (request.method !== "GET" && request.method !== "HEAD") return refused.response(request.method);
    return page(request, query).response(request.method);
  };
}

const live = new HttpAnswer(200, jsonType, '{"live":true}');
const unknown = new HttpAnswer(404, jsonType, '{"error":"not found"}');
const refused = new HttpAnswer(405, jsonType, '{"error":"method not allowed"}', { allow: "GET, HEAD" });
const failed = new HttpAnswer(500, jsonType, '{"error":"internal error"}');

function readyStatus(info: ApplicationInfo): number {
  return readinessBody(info).ready ? 200 : 503;
}

/** Path and query as they were spelt; a URL that its parser would refuse, for its host's sake, has them too. */
function target(url: string): [path: string, query: string] {
  const [, path = "", query = ""] = /^[a-z]+:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  return [path.endsWith("/") ? path.slice(0, -1) : path, query];
}
