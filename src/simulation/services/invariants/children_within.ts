import type { Breach } from "../../simulation_result.ts";
import { lookOn } from "../happenings.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** What is known of the children of a service in its present run. */
interface Children {
  mayStart: boolean;
  mustStop: boolean;
  isForced: boolean;
  state: "none" | "running" | "stopping" | "over";
}

/** A child that fails its siblings stops them whenever it does. */
export const childrenWithin: ServiceInvariant = {
  name: "children-within",
  description:
    "The children of a service start after its own start and stop after its own stop, at once, and before it is told to have ended",
  check(trace) {
    const found: Breach[] = [];
    const parents = new Map(trace.groups.filter(({ path }) => path !== "").map(({ path }) => [path, fresh()]));
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: childrenWithin.name, atMs, worker, message });
    lookOn(trace, {
      deed: ({ atMs, service, hook, is }) => {
        const children = parents.get(service);
        if (children === undefined) return;
        if (hook === "beforeStart" && is === "called") parents.set(service, fresh());
        else if (hook === "afterStart" && is === "returned") children.mayStart = true;
        else if (hook === "beforeStop" && is === "called") children.mayStart = false;
        else if (hook === "afterStop" && is !== "called") children.mustStop = true;
        else if (hook === "afterChildrenStop" && is === "called" && isUp(children)) {
          breach(atMs, service, `called "${hook}" while its children were supervised`);
        }
      },
      event: (event) => {
        const { atMs, type } = event;
        if (type === "group-started" || type === "group-stopping" || type === "group-finished") {
          const path = event.group ?? "";
          const children = parents.get(path);
          if (children === undefined) return;
          if (type === "group-finished") children.state = "over";
          else if (type === "group-started") {
            children.state = "running";
            if (!children.mayStart) breach(atMs, path, "started its children outside of its own run");
          } else {
            children.state = "stopping";
            if (event.reason === "abort" && !children.mustStop && !children.isForced) {
              breach(atMs, path, "stopped its children before its own stop");
            }
          }
          return;
        }
        const children = "worker" in event ? parents.get(event.worker) : undefined;
        if (children === undefined) return;
        if (type === "abandoned") children.isForced = true;
        const isEnd = type === "crashed" || type === "completed" || type === "stopped";
        if (isEnd && isUp(children)) {
          breach(atMs, event.worker, `was told to have ended ("${type}") while its children were supervised`);
        }
      },
      settled: (atMs) => {
        for (const [path, { mustStop, isForced, state }] of parents) {
          if (state !== "running" || !(mustStop || isForced)) continue;
          breach(atMs, path, "has stopped, and its children were not asked to");
          parents.set(path, fresh());
        }
      },
    });
    return found;
  },
};

function fresh(): Children {
  return { mayStart: false, mustStop: false, isForced: false, state: "none" };
}

function isUp({ state }: Children): boolean {
  return state === "running" || state === "stopping";
}
