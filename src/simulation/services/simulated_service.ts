import type { ServiceContext } from "../../services/service_context.ts";
import type { ServiceHooks } from "../../services/service_spec.ts";
import type { CastMember } from "../cast_member.ts";
import type { Life } from "../engine_run.ts";
import type { MemberFault } from "../faults/member_fault.ts";
import { startFault } from "../faults/afflicted_life.ts";
import { scriptedError, simulatedWorker } from "../simulated_worker.ts";
import { failedCleanUp } from "../stop_plan.ts";

/** What strikes the hooks of a service, and not its loop. */
const hookFaults = ["crash-in-start", "crash-in-stop", "slow-start", "slow-stop"] as const;
type HookFault = Exclude<MemberFault, { kind: "crash" }> & { readonly kind: typeof hookFaults[number] };

/**
 * The hooks of a service that lives as its behaviour says. Its loop is the simulated worker; faults of its start strike in `onStart`, those of
 * its stop in `onStop`, if it was asked to stop then. A hook that takes its time is struck meanwhile by all that strikes a loop.
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
  const spend = async (ms: number, fromMs: number, { clock, incarnation, signal }: ServiceContext) => {
    const work = workOf(loop, ms, fromMs);
    const quiet = { ...unsupervised, ready() {}, notReady() {} };
    await simulatedWorker(work, random, calls, () => {})({ ...quiet, clock, incarnation, signal });
  };
  return {
    beforeStart(context) {
      const run = new SimulatedRun(member, context, faults, spend);
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

/** Something that takes so long, done as whoever does it is struck; what struck before is over. */
function workOf(member: CastMember, ms: number, fromMs: number): CastMember {
  return {
    ...member,
    outages: member.outages.filter((outage) => outage.fromMs >= fromMs),
    behaviour: { life: { kind: "fixed", ms }, end: "return" },
    policy: { ...member.policy, minUptimeMs: 0 },
  };
}

/** One run of a simulated service. */
class SimulatedRun {
  readonly life: Life;
  /** Its loop, once that has begun. */
  loop: Life | undefined;
  readonly #faults: readonly HookFault[];
  readonly #spend: (ms: number, fromMs: number, context: ServiceContext) => Promise<void>;
  readonly #healsAtMs: number;
  #hasFailed = false;

  constructor(
    { name: worker, healsAtMs }: CastMember,
    { clock, incarnation, signal }: ServiceContext,
    faults: readonly HookFault[],
    spend: (ms: number, fromMs: number, context: ServiceContext) => Promise<void>,
  ) {
    this.#spend = spend;
    this.#healsAtMs = healsAtMs;
    this.life = { worker, incarnation, fromMs: clock.now(), askedToStopMs: undefined, toMs: undefined };
    this.#faults = faults;
    const asked = () => {
      // Whoever ends by itself is not asked to.
      if (!this.#hasFailed && this.loop?.toMs === undefined) this.life.askedToStopMs = clock.now();
    };
    signal.addEventListener("abort", asked, { once: true });
  }

  async start(context: ServiceContext): Promise<void> {
    const { fromMs } = this.life;
    const byMs = this.#byMs("slow-start", fromMs, context.clock.now());
    try {
      // An outage that lasts already ends it at once, as it would end its loop.
      if (byMs > 0) await this.#spend(byMs, 0, context);
      if (this.#strikes("crash-in-start", fromMs)) throw scriptedError(startFault);
    } catch (thrown) {
      this.#hasFailed = this.life.askedToStopMs === undefined;
      throw thrown;
    }
  }

  async stop(context: ServiceContext): Promise<void> {
    const atMs = this.life.askedToStopMs;
    if (atMs === undefined) return;
    const byMs = this.#byMs("slow-stop", atMs, context.clock.now());
    // A clean-up is asked to stop by nobody.
    if (byMs > 0) await this.#spend(byMs, atMs, { ...context, signal: new AbortController().signal });
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
