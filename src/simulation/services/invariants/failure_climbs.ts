import type { EscalatedEvent, SupervisionEvent, WorkerEvent } from "../../../core/event.ts";
import { EscalationError, StartupTimeoutError } from "../../../core/supervision_error.ts";
import { ChildrenError } from "../../../services/service_children.ts";
import type { ServiceStatus } from "../../../services/service_status.ts";
import { groupPathOf, nameOf } from "../../cast_group.ts";
import { groupPath } from "../../invariants/invariant.ts";
import type { Breach } from "../../simulation_result.ts";
import { lookOn } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** A service whose children fail it, and that fails for another reason at the same time, is for "policy-kept" to judge. */
export const failureClimbs: ServiceInvariant = {
  name: "failure-climbs",
  description:
    "A service that escalates stops its siblings for that, which ends the readiness of the service that they belong to, and fails it; at the root the application",
  check(trace) {
    const { application, endedAtMs } = trace;
    const found: Breach[] = [];
    const breach = (atMs: number, path: string, message: string) =>
      found.push({ invariant: failureClimbs.name, atMs, ...(path === "" ? {} : { worker: path }), message });
    /** Who failed the present children of each service. */
    const culprits = new Map<string, EscalatedEvent>();
    const stopping = new Set<string>();
    const statuses = new Map<string, ServiceStatus>();
    /** The services whose children were told at this instant to be stopping because of one of them, and those whose children have failed. */
    const failing = new Set<string>();
    const failed = new Set<string>();
    /** Those that were asked to stop themselves: why they end is settled. */
    const asked = new Set<string>();
    let before: SupervisionEvent | undefined;
    lookOn(trace, {
      event: (event) => {
        if (event.type === "service-status") statuses.set(event.service, event.status);
        if ("service" in event) return;
        const { atMs } = event;
        const isDue = before?.type === "escalated" && !stopping.has(groupPathOf(before.worker));
        const isStop = event.type === "group-stopping" && event.reason === "escalation";
        const isMeant = isStop && before?.type === "escalated" && groupPathOf(before.worker) === groupPath(event);
        if (isDue && !isMeant) {
          breach(before!.atMs, worker(before!), "escalated, and its siblings were not stopped for that");
        }
        if (isStop && !isMeant) breach(atMs, groupPath(event), "stopped its children, and none of them had escalated");
        if (isMeant) culprits.set(groupPath(event), before as EscalatedEvent);
        if (isMeant) failing.add(groupPath(event));
        if (event.type === "group-stopping") stopping.add(groupPath(event));
        if (event.type === "group-started") {
          culprits.delete(groupPath(event));
          stopping.delete(groupPath(event));
        }
        if (event.type === "group-finished" && event.outcome === "failed") failed.add(groupPath(event));
        if (event.type === "stopping") asked.add(event.worker);
        // It may have been started anew already.
        if (event.type === "started") { for (const set of [failing, failed, asked]) set.delete(event.worker); }
        const culprit = "worker" in event ? culprits.get(event.worker) : undefined;
        const wrong = culprit && wrongOfEnd(event as WorkerEvent, culprit);
        if (wrong !== undefined) breach(atMs, worker(event), wrong);
        before = event;
      },
      settled: (atMs) => {
        const isUp = (path: string) => statuses.get(path) === "running" || statuses.get(path) === "starting";
        for (const path of failing) {
          if (isUp(path)) breach(atMs, path, "goes on, and its children are stopped for one of them");
        }
        for (const path of failed) {
          if (isUp(path) || (statuses.get(path) === "stopping" && !asked.has(path))) {
            breach(atMs, path, "goes on, and its children have failed");
          }
        }
        failing.clear();
        failed.clear();
      },
    });
    const culprit = culprits.get("");
    if (culprit !== undefined && application !== undefined && application.outcome !== "failed") {
      breach(endedAtMs, culprit.worker, `escalated, and the application has "${application.outcome}"`);
    }
    return found;
  },
};

function worker(event: SupervisionEvent): string {
  return "worker" in event ? event.worker : "";
}

/** What is wrong with the end of a run whose children were failed by one of them. */
function wrongOfEnd(event: WorkerEvent, culprit: EscalatedEvent): string | undefined {
  if (event.type !== "crashed" && event.type !== "completed" && event.type !== "stopped") return undefined;
  const failure = event.type === "completed" ? event.reason : event.error;
  const thrown = failure?.thrown instanceof StartupTimeoutError ? failure.thrown.cause : failure?.thrown;
  // Who was asked to stop before that says so, and not why it would have failed.
  if (event.type === "stopped" || failure?.thrown instanceof StartupTimeoutError) return undefined;
  if (thrown instanceof ChildrenError) return undefined;
  if (!(thrown instanceof EscalationError)) return `was failed by "${culprit.worker}", and did not end for that`;
  if (thrown.worker === nameOf(culprit.worker) && thrown.rule === culprit.rule) return undefined;
  return `ended because of "${thrown.worker}" (${thrown.rule}), where "${culprit.worker}" (${culprit.rule}) failed it`;
}
