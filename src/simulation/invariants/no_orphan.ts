import type { WorkerEvent } from "../../core/event.ts";
import type { Life } from "../engine_run.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { groupPath, type Invariant, sameInstantMs } from "./invariant.ts";
import type { Roster } from "./roster.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { type Forest, watch } from "./watch.ts";

/** Judged by the lives that were lived, where there are any. The end of the root is for "all-accounted" to judge. */
export const noOrphan: Invariant = {
  name: "no-orphan",
  description:
    "Nothing lives outside its group: not before it, not after it, not from one of its incarnations into the next",
  check(trace) {
    // With nothing told after its end, the root alone can orphan nobody.
    if (trace.groups.length === 1) return [];
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: noOrphan.name, atMs, worker, message });
    const lives = livesOf(trace);
    const alive = ({ child: { path }, incarnation }: RosterEntry, atMs: number) => {
      const life = lives().get(`${path}#${incarnation}`);
      return life !== undefined && life.fromMs <= atMs && (life.toMs === undefined || life.toMs > atMs + sameInstantMs);
    };
    watch(trace, (forest) => ({
      group: (event, roster) => {
        if (event.type !== "group-finished" || event.group === undefined) return;
        for (const entry of roster.order) {
          if (entry === undefined || entry.isLeftBehind || !alive(entry, event.atMs)) continue;
          breach(
            event.atMs,
            entry.child.path,
            `incarnation ${entry.incarnation} lives, and its group was told to be over`,
          );
        }
      },
      child: (event, roster, entry) => {
        if (event.type === "started" && (roster.status === "idle" || roster.status === "finished")) {
          breach(event.atMs, event.worker, `incarnation ${event.incarnation} started while its group was not there`);
        }
        const inside = entry?.child.isGroup ? forest.get(event.worker) : undefined;
        if (inside === undefined) return;
        if (event.type === "started") {
          const left = leftIn(inside, forest) ??
            inside.order.find((each) => each && alive(each, event.atMs))?.child.path;
          if (left !== undefined) {
            breach(event.atMs, event.worker, `started while ${left} of its former incarnation was alive`);
          }
        }
        const wrong = wrongOfEnd(event, inside, forest);
        if (wrong !== undefined) breach(event.atMs, event.worker, wrong);
      },
    }));
    return [...found, ...deafGroups(trace)];
  },
};

/** What is wrong with what was told of a group as a child, given what was told of the group itself. */
function wrongOfEnd({ type }: WorkerEvent, inside: Roster, forest: Forest): string | undefined {
  if (type !== "crashed" && type !== "completed" && type !== "stopped" && type !== "abandoned") return undefined;
  if (inside.status !== "finished") return `was told to have ended ("${type}") while its children were supervised`;
  const left = type === "abandoned" ? undefined : leftIn(inside, forest);
  return left === undefined ? undefined : `was told to have ended ("${type}") while ${left} was left behind`;
}

/** Somebody in a group, or in the groups in it, who was abandoned and still runs. */
function leftIn(roster: Roster, forest: Forest): string | undefined {
  for (const left of roster.leftBehind) return left;
  for (const path of roster.group.children) {
    const inside = forest.get(path);
    const left = inside && leftIn(inside, forest);
    if (left !== undefined) return left;
  }
  return undefined;
}

/** Groups that were asked to stop, and did not pass it on. */
function deafGroups(trace: Trace): Breach[] {
  const found: Breach[] = [];
  let asked: { event: WorkerEvent; group: Roster } | undefined;
  const passedOn = (path: string | undefined) => {
    if (asked !== undefined && asked.event.worker !== path) {
      const { atMs, worker } = asked.event;
      found.push({ invariant: noOrphan.name, atMs, worker, message: "was asked to stop, and its children were not" });
    }
    asked = undefined;
  };
  watch(trace, (forest) => ({
    group: (event) => passedOn(event.type === "group-stopping" ? groupPath(event) : undefined),
    child: (event) => {
      passedOn(undefined);
      const group = event.type === "stopping" ? forest.get(event.worker) : undefined;
      if (group?.status === "running") asked = { event, group };
    },
  }));
  passedOn(undefined);
  return found;
}

/** The lives by path and number, sorted when somebody asks. */
function livesOf(trace: Trace): () => ReadonlyMap<string, Life> {
  let byRun: Map<string, Life> | undefined;
  return () => byRun ??= new Map(trace.lives.map((life) => [`${life.worker}#${life.incarnation}`, life]));
}
