import { DoNotRestartError, ShutdownError, TerminateTreeError } from "../core/sentinel.ts";
import type { Worker, WorkerContext } from "../drivers/worker.ts";
import type { CastMember } from "./cast_member.ts";
import type { Life } from "./engine_run.ts";
import { type LifePlan, planLife, stopOf } from "./life_plan.ts";
import type { Act, ScriptedError } from "./scenario.ts";

/**
 * A worker for the real drivers that lives as its behaviour says, on the clock that it is given.
 *
 * It is no async function on purpose: each of its ends takes one promise hop, so that the order of ends at one instant is the
 * order of their causes, as in the policy engine.
 *
 * @param calls What the fate of its calls is drawn from.
 * @param lived Called when an incarnation begins.
 */
export function simulatedWorker(
  member: CastMember,
  random: () => number,
  calls: () => number,
  lived: (life: Life) => void,
): Worker {
  return (context) =>
    new Promise<void>((resolve, reject) => {
      const { clock, incarnation } = context;
      const fromMs = clock.now();
      const life: Life = { worker: member.name, incarnation, fromMs, askedToStopMs: undefined, toMs: undefined };
      lived(life);
      live(context, planLife(member, incarnation, fromMs, random, calls), life, resolve, reject);
    });
}

function live(
  { clock, signal, ready, notReady }: WorkerContext,
  plan: LifePlan,
  life: Life,
  resolve: () => void,
  reject: (thrown: unknown) => void,
): void {
  const { acts, stops, hangsUntilMs = Infinity } = plan;
  let deaf = plan.onStop === "ignore" && stops === undefined;
  let goesOnUntilMs = Infinity;
  let next = 0;
  // An act that is yet to come is forgotten when the worker stops, unless it takes no notice of that, be it for a while.
  const forget = stops === undefined ? undefined : new AbortController();
  const forgotten = deaf ? undefined : forget?.signal ?? signal;
  const end = (settle: () => void) => {
    if (life.toMs !== undefined) return;
    life.toMs = clock.now();
    settle();
    forget?.abort();
  };
  const goOn = () => {
    const act = acts[next++];
    if (act === undefined) return;
    const due = () => {
      if (clock.now() < goesOnUntilMs) perform(act);
    };
    clock.sleep(Math.max(0, act.atMs - clock.now()), forgotten).then(due, () => {});
  };
  const perform = (act: Act) => {
    switch (act.do) {
      case "ready":
        ready(act.reason);
        return goOn();
      case "not-ready":
        notReady(act.reason);
        return goOn();
      case "crash":
        return end(() => reject(scriptedError(act.error!)));
      case "return":
        return end(resolve);
      case "hang":
        deaf = true;
        if (hangsUntilMs < Infinity) clock.sleep(hangsUntilMs - clock.now()).then(wake);
        return;
      default:
        act.do satisfies never;
    }
  };
  const stop = () => {
    if (life.toMs !== undefined) return;
    life.askedToStopMs = clock.now();
    if (!deaf) heed();
  };
  const wake = () => {
    deaf = false;
    if (life.askedToStopMs === undefined) goOn();
    else heed();
  };
  const heed = () => {
    const nowMs = clock.now();
    const { endsAfterMs, error, ...stop } = stopOf(plan, nowMs);
    goesOnUntilMs = stop.goesOnUntilMs ?? nowMs;
    const isOver = () => end(() => reject(error === undefined ? signal.reason : scriptedError(error)));
    if (endsAfterMs === undefined) return isOver();
    const goesOn = goesOnUntilMs > nowMs;
    if (!goesOn) forget?.abort();
    if (endsAfterMs < Infinity) clock.sleep(endsAfterMs, goesOn ? forget?.signal : undefined).then(isOver, () => {});
  };
  signal.addEventListener("abort", stop, { once: true });
  goOn();
}

/** The errors that mean something by themselves, by their names. */
const sentinels: Readonly<Record<string, new (message: string) => Error>> = {
  ShutdownError,
  DoNotRestartError,
  TerminateTreeError,
};

/** Errors that were made already: one serves all crashes of its kind, because making one costs more than all else that happens. */
const made = new WeakMap<ScriptedError, Error>();

/** The error that a simulated worker throws: an `Error` of the stated name, or the library's own of that name. */
export function scriptedError(scripted: ScriptedError): Error {
  let error = made.get(scripted);
  if (error === undefined) {
    error = errorOf(scripted);
    made.set(scripted, error);
  }
  return error;
}

function errorOf({ name, message = "" }: ScriptedError): Error {
  if (Object.hasOwn(sentinels, name)) return new sentinels[name]!(message);
  const error = new Error(message);
  error.name = name;
  return error;
}
