import type { Breach } from "../../simulation_result.ts";
import { allServices, requiredPaths } from "../happenings.ts";
import type { ServicesTrace } from "../services_trace.ts";
import { childrenOf } from "../../invariants/children.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** So many things that were not clean are in a report for certain. */
const mostUnclean = 16;

/** A report of what is over is compared with all that was told until then. */
export const reportAccounts: ServiceInvariant = {
  name: "report-accounts",
  description:
    "The report of an application lists each service once, as over, and says truly how it ended and what was not clean",
  check(trace) {
    const { application, endedAtMs } = trace;
    if (application === undefined) return [];
    const found: Breach[] = [];
    const breach = (message: string, worker?: string) =>
      found.push({
        invariant: reportAccounts.name,
        atMs: endedAtMs,
        ...(worker === undefined ? {} : { worker }),
        message,
      });
    const infos = allServices(application.services);
    const listed = infos.map(({ path }) => path).toSorted();
    const paths = childrenOf(trace).map(({ path }) => path).toSorted();
    if (listed.join() !== paths.join()) breach(`lists ${listed.join(", ")}, where there are ${paths.join(", ")}`);
    const { left, unclean } = toldBy(trace);
    for (const { path, status } of infos) {
      const isOver = status === "stopped" || status === "dead" || status === "crashed" || status === "not-started";
      if (!isOver && !(status === "failed" && left.has(path))) breach(`is reported as "${status}"`, path);
    }
    const { teardown: { abandoned, causes, earlier, clean }, exitCode, reason, outcome } = application;
    const reported = new Set([...causes, ...earlier].map(({ text }) => text));
    // Of former runs only the latest causes are kept.
    if (unclean.size <= mostUnclean) {
      for (const text of unclean) if (!reported.has(text)) breach(`does not report "${text}", which was told`);
    }
    for (const path of abandoned) {
      if (!left.has(path)) breach("is reported as abandoned, and was not told to be", path);
    }
    for (const { path } of infos) {
      if (isOpen(trace, path) && !abandoned.includes(path)) breach("still ran, and is not reported as abandoned", path);
    }
    if (clean !== (abandoned.length === 0 && causes.length === 0)) {
      breach(`says that its end was ${clean ? "" : "not "}clean`);
    }
    for (const { service, text } of causes) {
      if (!unclean.has(text)) breach(`reports "${text}", which was not told`, service);
    }
    if ((exitCode === 0) !== (reason === undefined)) breach(`has the exit code ${exitCode} and the reason "${reason}"`);
    if ((exitCode === 1) !== (outcome === "failed" || abandoned.length > 0)) {
      breach(`"${outcome}" with the exit code ${exitCode}`);
    }
    if ((outcome === "failed") !== hasFailed(trace)) breach(`is reported to have "${outcome}"`);
    return found;
  },
};

/** Who was told to be abandoned and not to have been started since, and what was told to be unclean. */
function toldBy(
  { told, over }: ServicesTrace,
): { readonly left: ReadonlySet<string>; readonly unclean: ReadonlySet<string> } {
  const left = new Set<string>();
  const unclean = new Set<string>();
  for (const event of told.slice(0, over?.told)) {
    if (event.type === "abandoned") left.add(event.worker);
    else if (event.type === "started") left.delete(event.worker);
    else if (event.type === "service-unclean") unclean.add(event.cause.text);
  }
  return { left, unclean };
}

/** Whether a hook of a service was under way when the application was over. */
function isOpen({ deeds, over }: ServicesTrace, path: string): boolean {
  let open = 0;
  for (const { service, is, told } of deeds) {
    if (service === path && told <= over!.told) open += is === "called" ? 1 : -1;
  }
  return open > 0;
}

/** Whether there is a reason for an application to fail: it could not start, or lost what it cannot do without. */
function hasFailed({ told, startUp, services, application }: ServicesTrace): boolean {
  if (startUp?.outcome === "hopeless" || startUp?.outcome === "timeout") return true;
  const required = new Set(requiredPaths(services));
  let hasStopped = false;
  for (const event of told) {
    if (event.type === "group-stopping" && event.group === undefined) hasStopped = event.reason !== "escalation";
    if (event.type === "escalated" && required.has(event.worker) && !event.worker.includes("/") && !hasStopped) {
      return true;
    }
  }
  if (hasStopped) return application!.outcome === "failed" && application!.error !== undefined;
  return allServices(application!.services).some(({ path, status }) =>
    required.has(path) && (status === "dead" || status === "failed" || application!.teardown.abandoned.includes(path))
  );
}
