import type { ServiceContext } from "../../services/service_context.ts";
import type { ServiceHooks } from "../../services/service_spec.ts";
import type { CastMember } from "../cast_member.ts";
import type { Life } from "../engine_run.ts";
import type { MemberFault } from "../faults/member_fault.ts";
import { startFault } from "../faults/afflicted_life.ts";
import { failedCleanUp, scriptedError, simulatedWorker } from "../simulated_worker.ts";

/** What strikes the hooks of a service, and not its loop. */
const hookFaults = ["crash-in-start", "crash-in-stop", "slow-start", "slow-stop"] as const;
type HookFault = Exclude<MemberFault, { kind: "crash" }> & { readonly kind: typeof hookFaults[number] };

/**
 * The hooks of a service that lives as its behaviour says. Its loop is the simulated worker; faults of its start strike in `onStart`, those of
 * its stop in `onStop`, if it was asked to stop then.
 *
 * One that says nothing of its readiness, and has no limit for its start, is ready as soon as its loop begins.
 *
 * @param calls What the fate of its calls is drawn from.
 * @param lived Called when a run begins: that lasts from the first hook to the last.
 */
export function simulatedService(
  member: CastMember,
  random: () => number,
  calls: () => number,
  lived: (life: Life) => void,
): ServiceHooks {
  const faults = member.faults.filter(isOfHooks);
  const saysReady = speaksOfReadiness(member);
  const runs = new WeakMap<AbortSignal, SimulatedRun>();
  const runOf = ({ deadline }: ServiceContext) => runs.get(deadline)!;
  const loop = { ...member, faults: member.faults.filter((fault) => !isOfHooks(fault)) };
  return {
    beforeStart(context) {
      const run = new SimulatedRun(member, context, faults);
      runs.set(context.deadline, run);
      lived(run.life);
    },
    onStart: (context) => runOf(context).start(context),
    serve(context) {
      if (!saysReady) context.ready();
      const run = runOf(context);
      const { incarnation, clock, signal, ready, notReady } = context;
      const serve = simulatedWorker(loop, random, calls, (life) => run.loop = life);
      return serve({ ...unsupervised, incarnation, clock, signal, ready, notReady });
    },
    onStop: (context) => runOf(context).stop(context),
    afterChildrenStop: (context) => runOf(context).end(context),
  };
}

/** What a worker knows of its supervision, and a simulated one does not ask for. */
const unsupervised = { name: "", path: "", group: undefined as never };

function isOfHooks(fault: MemberFault): fault is HookFault {
  return (hookFaults as readonly string[]).includes(fault.kind);
}

function speaksOfReadiness({ behaviour: { readyAfter, script = [] }, policy }: CastMember): boolean {
  return readyAfter !== undefined || policy.startupTimeoutMs !== Infinity ||
    script.some(({ acts }) => acts.some((act) => act.do === "ready"));
}

/** One run of a simulated service. */
class SimulatedRun {
  readonly life: Life;
  /** Its loop, once that has begun. */
  loop: Life | undefined;
  readonly #faults: readonly HookFault[];
  readonly #healsAtMs: number;
  #hasFailed = false;

  constructor(
    { name: worker, healsAtMs }: CastMember,
    { clock, incarnation, signal }: ServiceContext,
    faults: readonly HookFault[],
  ) {
    this.#healsAtMs = healsAtMs;
    this.life = { worker, incarnation, fromMs: clock.now(), askedToStopMs: undefined, toMs: undefined };
    this.#faults = faults;
    const asked = () => {
      // Whoever ends by itself is not asked to.
      if (!this.#hasFailed && this.loop?.toMs === undefined) this.life.askedToStopMs = clock.now();
    };
    signal.addEventListener("abort", asked, { once: true });
  }

  async start({ clock, signal }: ServiceContext): Promise<void> {
    const atMs = this.life.fromMs;
    const byMs = this.#byMs("slow-start", atMs, clock.now());
    if (byMs > 0) await clock.sleep(byMs, signal);
    if (!this.#strikes("crash-in-start", atMs)) return;
    this.#hasFailed = true;
    throw scriptedError(startFault);
  }

  async stop({ clock }: ServiceContext): Promise<void> {
    const atMs = this.life.askedToStopMs;
    if (atMs === undefined) return;
    const byMs = this.#byMs("slow-stop", atMs, clock.now());
    if (byMs > 0) await clock.sleep(byMs);
    if (this.#strikes("crash-in-stop", atMs)) throw scriptedError(failedCleanUp);
  }

  end({ clock }: ServiceContext): void {
    this.life.toMs = clock.now();
  }

  #strikes(kind: HookFault["kind"], atMs: number): boolean {
    return this.#faults.some((fault) => fault.kind === kind && fault.fromMs <= atMs && atMs < fault.toMs);
  }

  /** How much longer it takes; what is late is late no more once all has healed. */
  #byMs(kind: "slow-start" | "slow-stop", atMs: number, nowMs: number): number {
    const byMs = this.#faults.reduce(
      (sum, fault) =>
        fault.kind === kind && fault.fromMs <= atMs && atMs < fault.toMs && "byMs" in fault ? sum + fault.byMs : sum,
      0,
    );
    return Math.min(byMs, Math.max(0, this.#healsAtMs - nowMs));
  }
}
