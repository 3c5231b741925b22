import type { WorkerEvent } from "../../core/event.ts";
import type { Life } from "../engine_run.ts";
import type { Breach } from "../simulation_result.ts";
import type { Trace } from "../trace.ts";
import { childrenOf } from "./children.ts";
import { eventsByPath, type Invariant, sameInstantMs } from "./invariant.ts";
import { latestMs } from "./lateness.ts";
import { watch } from "./watch.ts";

/** Every end that was lived is told, and no grace passes in silence. */
export const allAccounted: Invariant = {
  name: "all-accounted",
  description: "Every started incarnation is told to have ended, or is reported abandoned",
  check(trace) {
    const byPath = eventsByPath(trace);
    const livesOf = livesByWorker(trace);
    const forgotten = forgottenAtEnd(trace, livesOf);
    return childrenOf(trace).flatMap(({ path }) => {
      const breaches = forgotten.get(path);
      if (breaches !== undefined) return breaches;
      const events = byPath.get(path)!;
      const silent = silentRuns(trace, path, events, livesOf);
      return silent.length > 0 ? silent : misplacedEnds(path, events, livesOf);
    });
  },
};

type LivesOf = (path: string) => readonly (Life | undefined)[];

/** Who was not told to be over when its group was. */
function forgottenAtEnd(trace: Trace, livesOf: LivesOf): ReadonlyMap<string, Breach[]> {
  const found = new Map<string, Breach[]>();
  watch(trace, () => ({
    group: (event, { order }) => {
      if (event.type !== "group-finished") return;
      const { atMs, group } = event;
      for (const entry of order) {
        // An end without a decision is for "give-up-once" to see.
        if (entry === undefined || ["over", "abandoned", "deciding"].includes(entry.phase)) continue;
        const { child: { path }, incarnation, isLive } = entry;
        const life = livesOf(path)[incarnation];
        const lives = life !== undefined && (life.toMs === undefined || life.toMs > atMs + sameInstantMs);
        // Whoever lives on in a group inside another one is for "no-orphan" to see.
        if (isLive && lives && group !== undefined) continue;
        const message = `the group was over, and nothing was told of ${
          isLive ? `incarnation ${incarnation}` : "its end"
        }`;
        const breach = { invariant: allAccounted.name, atMs, worker: path, message };
        found.set(path, [...found.get(path) ?? [], breach]);
      }
    },
  }));
  return found;
}

function silentRuns(trace: Trace, worker: string, events: readonly WorkerEvent[], livesOf: LivesOf): Breach[] {
  const accounted = new Set<number>();
  const graceEnds = new Map<number, number>();
  for (const event of events) {
    switch (event.type) {
      case "crashed":
      case "completed":
      case "stopped":
      case "abandoned":
        accounted.add(event.incarnation);
        break;
      case "stopping":
        graceEnds.set(event.incarnation, event.atMs + (event.graceMs ?? Infinity));
        break;
    }
  }
  return events.flatMap((event) => {
    if (event.type !== "started" || accounted.has(event.incarnation)) return [];
    const { incarnation } = event;
    const graceEndMs = graceEnds.get(incarnation) ?? Infinity;
    const breach = (atMs: number, message: string) => [{ invariant: allAccounted.name, atMs, worker, message }];
    if (latestMs(trace, graceEndMs) < trace.endedAtMs - sameInstantMs) {
      return breach(graceEndMs, `the grace of incarnation ${incarnation} passed in silence`);
    }
    const lived = livesOf(worker)[incarnation];
    if (lived?.toMs === undefined) return [];
    return breach(lived.toMs, `the end of incarnation ${incarnation} was never told`);
  });
}

const ends: readonly WorkerEvent["type"][] = ["crashed", "completed", "stopped", "late-exit"];

function misplacedEnds(worker: string, events: readonly WorkerEvent[], livesOf: LivesOf): Breach[] {
  return events.flatMap((event) => {
    if (!ends.includes(event.type)) return [];
    const livedMs = livesOf(worker)[event.incarnation]?.toMs;
    if (livedMs === undefined || Math.abs(livedMs - event.atMs) <= sameInstantMs) return [];
    const message = `incarnation ${event.incarnation} ended at ${livedMs} ms, and was told to end at ${event.atMs} ms`;
    return [{ invariant: allAccounted.name, atMs: event.atMs, worker, message }];
  });
}

/** The lives of each worker by their numbers; looked up in all lives only once somebody asks. */
function livesByWorker(trace: Trace): LivesOf {
  let byWorker: Map<string, Life[]> | undefined;
  return (worker) => {
    if (byWorker === undefined) {
      byWorker = new Map();
      for (const life of trace.lives) {
        let lives = byWorker.get(life.worker);
        if (lives === undefined) byWorker.set(life.worker, lives = []);
        lives[life.incarnation] = life;
      }
    }
    return byWorker.get(worker) ?? [];
  };
}
