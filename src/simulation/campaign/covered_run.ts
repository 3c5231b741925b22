import type { SupervisionEvent, WorkerEvent } from "../../core/event.ts";
import type { ResolvedPolicy } from "../../core/policy.ts";
import type { Cast } from "../cast.ts";
import { groupPathOf } from "../cast_group.ts";
import type { SimulationResult } from "../simulation_result.ts";

type EventOf<Type extends SupervisionEvent["type"]> = Extract<SupervisionEvent, { type: Type }>;

/** An event of a worker or of a group as a child, with the one that came before it. */
export interface Step {
  /** The event. */
  readonly event: WorkerEvent;
  /** The last one before it of the same child. */
  readonly before: WorkerEvent | undefined;
}

/** One time that a worker ran. */
export interface RunSpell {
  readonly worker: string;
  readonly fromMs: number;
  /** Infinity if it ran on to the end. */
  readonly toMs: number;
  /** What it came to when it was starting no more; "ready" if it was taken as that from its start on. Nothing if it was starting at the end. */
  readonly startEndedBy: WorkerEvent["type"] | undefined;
  /** When that was; Infinity if it was starting at the end. */
  readonly startedByMs: number;
}

/** A restart of a group, or of a part of it. */
export interface GroupRestart {
  readonly event: EventOf<"group-restarting">;
  /** How many were started again with whom it was for. */
  readonly others: number;
}

/** The types of events of which it matters what came before them. */
const walked = [
  "started",
  "start-held",
  "ready",
  "crashed",
  "finished",
] as const satisfies readonly WorkerEvent["type"][];

/** What else than its end puts an end to a start. */
const startEnds: readonly WorkerEvent["type"][] = ["startup-timeout", "stopping", "abandoned"];

/** A run as coverage points look at it. */
export class CoveredRun {
  readonly result: SimulationResult;
  readonly cast: Cast;
  readonly #byType = new Map<SupervisionEvent["type"], SupervisionEvent[]>();
  #steps: ReadonlyMap<WorkerEvent["type"], readonly Step[]> | undefined;
  #spells: readonly RunSpell[] | undefined;
  #groupRestarts: readonly GroupRestart[] | undefined;
  #groups: ReadonlySet<string> | undefined;
  #policies: ReadonlyMap<string, ResolvedPolicy> | undefined;

  constructor(result: SimulationResult, cast: Cast) {
    this.result = result;
    this.cast = cast;
    for (const event of result.events) {
      const alike = this.#byType.get(event.type);
      if (alike === undefined) this.#byType.set(event.type, [event]);
      else alike.push(event);
    }
  }

  /** All events of a type, in order. */
  all<Type extends SupervisionEvent["type"]>(type: Type): readonly EventOf<Type>[] {
    return (this.#byType.get(type) ?? []) as unknown as readonly EventOf<Type>[];
  }

  /** All events of a type that a child can have, in order, each with what came before it. */
  steps(type: typeof walked[number]): readonly Step[] {
    return (this.#steps ??= this.#walk()).get(type)!;
  }

  /** Who ran on and was ready no longer: a service says so too when it fails, or goes down with its children. */
  get lostReadiness(): readonly EventOf<"not-ready">[] {
    const ends = this.result.engine === "services" ? ["failed", "stopping"] : [];
    return this.all("not-ready").filter(({ reason }) => reason === undefined || !ends.includes(reason));
  }

  /** When which worker ran; groups are among them. */
  get spells(): readonly RunSpell[] {
    return this.#spells ??= this.#run();
  }

  /** The restarts of whole groups, or of parts of them, each with how many were started again by it besides whom it was for. */
  get groupRestarts(): readonly GroupRestart[] {
    return this.#groupRestarts ??= this.#restarts();
  }

  /** Whether a child is a worker, and no group. */
  isWorker(path: string): boolean {
    return !(this.#groups ??= new Set(this.cast.groups.map((group) => group.path))).has(path);
  }

  /** The policy of a child, by its path. */
  policyOf(path: string): ResolvedPolicy | undefined {
    this.#policies ??= new Map([
      ...this.cast.members.map(({ name, policy }) => [name, policy] as const),
      ...this.cast.groups.flatMap(({ path, policy }) => policy === undefined ? [] : [[path, policy] as const]),
    ]);
    return this.#policies.get(path);
  }

  #walk(): ReadonlyMap<WorkerEvent["type"], readonly Step[]> {
    const steps = new Map<WorkerEvent["type"], Step[]>(walked.map((type) => [type, []]));
    const last = new Map<string, WorkerEvent>();
    for (const event of this.result.events) {
      if (!("worker" in event)) continue;
      const { worker, type } = event;
      steps.get(type)?.push({ event, before: last.get(worker) });
      last.set(worker, event);
    }
    return steps;
  }

  #restarts(): readonly GroupRestart[] {
    const restarts: { event: EventOf<"group-restarting">; others: number }[] = [];
    const latest = new Map<string, { event: EventOf<"group-restarting">; others: number }>();
    for (const event of this.result.events) {
      if (event.type === "group-restarting") {
        const restart = { event, others: 0 };
        restarts.push(restart);
        latest.set(event.group ?? "", restart);
      } else if (event.type === "started" && event.after === "group-restart") {
        const restart = latest.get(groupPathOf(event.worker));
        if (restart !== undefined && restart.event.trigger !== event.worker) restart.others++;
      }
    }
    return restarts;
  }

  #run(): readonly RunSpell[] {
    const open = new Map<string, RunSpell>();
    const spells: RunSpell[] = [];
    for (const event of this.result.events) {
      if (!("worker" in event)) continue;
      const { worker, type, atMs } = event;
      if (type === "started") {
        open.set(worker, {
          worker,
          fromMs: atMs,
          toMs: Infinity,
          startEndedBy: event.ready ? "ready" : undefined,
          startedByMs: event.ready ? atMs : Infinity,
        });
        continue;
      }
      const spell = open.get(worker);
      if (spell === undefined) continue;
      const isEnd = type === "crashed" || type === "completed" || type === "stopped" || type === "late-exit";
      const isFirst = spell.startEndedBy === undefined && (isEnd || type === "ready" || startEnds.includes(type));
      if (!isEnd && !isFirst) continue;
      const known = isFirst ? { ...spell, startEndedBy: type, startedByMs: atMs } : spell;
      if (isEnd) spells.push({ ...known, toMs: atMs });
      if (isEnd) open.delete(worker);
      else open.set(worker, known);
    }
    return [...spells, ...open.values()];
  }
}
