// Laws of an application, whatever its services are and do: random trees with hooks that are slow, throw or hang, loops that crash or
// return, operations by hand, and a stop at any moment.
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type ApplicationEvent,
  MemorySessionStore,
  type ReadyResult,
  type ServiceContext,
  type ServiceInfo,
  type ServiceSpec,
} from "@mainstay/supervisor/services";
import { hooksInOrder } from "../../src/simulation/services/invariants/hooks_in_order.ts";
import { nothingOutlives } from "../../src/simulation/services/invariants/nothing_outlives.ts";
import { readinessTrue } from "../../src/simulation/services/invariants/readiness_true.ts";
import type { ServiceInvariant } from "../../src/simulation/services/invariants/service_invariant.ts";
import { statusMoves } from "../../src/simulation/services/invariants/status_moves.ts";
import type { Deed as HookDeed } from "../../src/simulation/services/services_record.ts";
import type { ServicesTrace } from "../../src/simulation/services/services_trace.ts";
import { ApplicationRun } from "../support/application_run.ts";
import { holds } from "../support/law.ts";

/** What a hook does: it takes so long, then it is done, or it throws; it may end early because it is told to, or never. */
interface HookAct {
  readonly ms: number;
  readonly end: "done" | "throw" | "wait" | "hang";
}
type HookName = "beforeStart" | "onStart" | "afterStart" | "beforeStop" | "onStop" | "afterStop" | "afterChildrenStop";

/** What a loop does: when it is ready, how long it lives, how that ends, how it obeys. */
interface LoopAct {
  readonly readyMs: number | undefined;
  readonly flickers: boolean;
  readonly lifeMs: number;
  readonly end: "crash" | "return" | "stay" | "hang";
  readonly obeyMs: number;
  readonly obeysBy: "return" | "throw";
}

/** What a task does: it lives so long, then it fails or not; once it is cancelled it takes so long. */
interface TaskAct {
  readonly lifeMs: number;
  readonly fails: boolean;
  readonly critical: boolean;
  readonly obeyMs: number;
}

/** One run of a service; after the last one all goes well. */
interface Life {
  readonly hooks: Readonly<Partial<Record<HookName, HookAct>>>;
  readonly loop: LoopAct;
  readonly tasks: readonly TaskAct[];
  readonly addsChild: boolean;
}

interface Plan {
  readonly options: Partial<ServiceSpec>;
  readonly hasLoop: boolean;
  /** Which of those before it, counted back from it, it depends on. */
  readonly needs: readonly number[];
  readonly lives: readonly Life[];
  readonly children: readonly Plan[];
}

interface Operation {
  readonly atMs: number;
  readonly act: "start" | "stop" | "restart" | "wait";
  readonly whom: number;
  readonly timeoutMs: number;
}

interface Reaction {
  readonly event: number;
  readonly act: "start" | "stop" | "restart" | "wait" | "stop all";
  readonly whom: number;
}

interface World {
  readonly plans: readonly Plan[];
  readonly reversed: boolean;
  readonly operations: readonly Operation[];
  /** What is done from within an event, by its number. */
  readonly reactions: readonly Reaction[];
  readonly stopAtMs: number;
  readonly graceMs: number;
  readonly startupTimeoutMs: number;
}

const ms = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(120));
const good: HookAct = { ms: 0, end: "done" };
const act: fc.Arbitrary<HookAct> = fc.record({
  ms,
  end: fc.constantFrom<HookAct["end"]>("done", "done", "done", "throw", "throw", "wait", "hang"),
});
const hooks = fc.record(
  {
    beforeStart: act,
    onStart: act,
    afterStart: act,
    beforeStop: act,
    onStop: act,
    afterStop: act,
    afterChildrenStop: act,
  },
  { requiredKeys: [] },
);
const loop: fc.Arbitrary<LoopAct> = fc.record({
  readyMs: fc.option(ms, { freq: 5, nil: undefined }),
  flickers: fc.boolean(),
  lifeMs: fc.nat(300),
  end: fc.constantFrom<LoopAct["end"]>("crash", "crash", "return", "stay", "stay", "stay", "hang"),
  obeyMs: ms,
  obeysBy: fc.constantFrom("return", "return", "throw"),
});
const task: fc.Arbitrary<TaskAct> = fc.record({
  lifeMs: fc.nat(400),
  fails: fc.boolean(),
  critical: fc.boolean(),
  obeyMs: fc.oneof({ weight: 3, arbitrary: ms }, fc.constant(10_000)),
});
const life: fc.Arbitrary<Life> = fc.record({
  hooks: fc.oneof(fc.constant({}), hooks),
  loop,
  tasks: fc.array(task, { maxLength: 2 }),
  addsChild: fc.boolean(),
});
const options = fc.record({
  role: fc.constantFrom("required", "required", "optional"),
  whenLate: fc.constantFrom("restart", "wait"),
  onDependencyFailure: fc.constantFrom("stay", "restart"),
  restart: fc.constantFrom("on-failure", "on-failure", "always", "never"),
  onExhausted: fc.constantFrom("cooldown", "give-up", "escalate"),
  cooldownMs: fc.integer({ min: 1, max: 400 }),
  maxCooldowns: fc.nat(2),
  backoff: fc.record({
    baseMs: fc.constantFrom(0, 10, 100),
    maxMs: fc.constant(200),
    jitter: fc.constant("none"),
  }),
  budget: fc.record({ intensity: fc.nat(3), periodMs: fc.constant(1_000) }),
  startupTimeoutMs: fc.integer({ min: 20, max: 300 }),
  graceMs: fc.nat(400),
  tasksGraceMs: fc.nat(200),
}, { requiredKeys: ["backoff", "startupTimeoutMs", "graceMs"] }) as fc.Arbitrary<Partial<ServiceSpec>>;

const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.record({
    options,
    hasLoop: fc.boolean(),
    needs: fc.oneof(fc.constant([]), fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 })),
    lives: fc.array(life, { maxLength: 4 }),
    children: fc.oneof(
      { depthSize: "small", maxDepth: 2, withCrossShrink: true },
      fc.constant([]),
      fc.array(tie("plan"), { maxLength: 2 }),
    ),
  }),
}));
const world: fc.Arbitrary<World> = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 5 }),
  reversed: fc.boolean(),
  operations: fc.array(
    fc.record({
      atMs: fc.nat(1_500),
      act: fc.constantFrom("start", "stop", "restart", "wait"),
      whom: fc.nat(20),
      timeoutMs: fc.nat(500),
    }),
    { maxLength: 5 },
  ),
  reactions: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    fc.array(
      fc.record({
        event: fc.nat(60),
        act: fc.constantFrom<Reaction["act"]>("start", "stop", "restart", "wait", "stop all"),
        whom: fc.nat(20),
      }),
      { maxLength: 3 },
    ),
  ),
  stopAtMs: fc.nat(2_000),
  graceMs: fc.nat(800),
  startupTimeoutMs: fc.constantFrom(300, 1_000, Infinity),
});

/** One thing that a service did: it entered something, or left it. */
interface Deed {
  readonly path: string;
  readonly incarnation: number;
  readonly what: HookName | "serve" | "task";
  readonly is: "begun" | "ended";
  /** How many events had been told by then. */
  readonly told: number;
  readonly run: object;
}

/** A wait for a service, and what came of it. */
interface Wait {
  readonly operation: Operation;
  result?: ReadyResult;
  endedAtMs?: number;
  /** Whether it was ready at its end, if it says so, or was lost since, as it says too. */
  isTrue?: boolean;
}

/** A world that is being lived through, and everything that can be said of it. */
class Lived {
  readonly deeds: Deed[] = [];
  readonly store = new CountingStore();
  readonly waits: Wait[] = [];
  /** What was wrong with what it told of itself, whenever it was asked. */
  readonly contradictions: string[] = [];
  /** Operations whose promise has not settled. */
  readonly unanswered: Operation[] = [];
  /** Who still did something when the application was over. */
  openAtReport: readonly string[] = [];
  /** Whether it was over when its grace was. */
  isOverInTime = false;
  /** How many events there were when the application was over. */
  toldByReport = Infinity;
  readonly paths: readonly string[];
  readonly needs = new Map<string, readonly string[]>();
  readonly run: ApplicationRun;
  readonly #world: World;

  private constructor(world: World) {
    this.#world = world;
    const services = this.#servicesOf(world.plans, "");
    this.paths = [...this.needs.keys()];
    this.run = new ApplicationRun(world.reversed ? services.toReversed() : services, {
      graceMs: world.graceMs,
      startupTimeoutMs: world.startupTimeoutMs,
      sessions: this.store,
      onEvent: () => this.#react(),
    });
    this.run.app.finished.then(() => {
      this.toldByReport = this.run.events.length;
      const open = new Map<string, number>();
      for (const { path, is } of this.deeds) open.set(path, (open.get(path) ?? 0) + (is === "begun" ? 1 : -1));
      this.openAtReport = [...open].filter(([, count]) => count > 0).map(([path]) => path);
    });
  }

  /** Lives a world through: until it is over, and then until nothing more can happen. */
  static async through(world: World): Promise<Lived> {
    const lived = new Lived(world);
    const { clock, app } = lived.run;
    const operations = world.operations.toSorted((a, b) => a.atMs - b.atMs).filter(({ atMs }) =>
      atMs <= world.stopAtMs
    );
    for (const operation of operations) {
      await clock.advanceTo(operation.atMs);
      lived.#look();
      lived.#operate(operation);
      lived.#look();
    }
    await clock.advanceTo(world.stopAtMs);
    lived.#look();
    app.stop();
    app.stop();
    lived.#look();
    await clock.advance(world.graceMs);
    lived.#look();
    lived.isOverInTime = lived.run.report !== undefined;
    // Whatever was abandoned comes to its end, if it ever does.
    await clock.advance(20_000);
    return lived;
  }

  /** All that was told and done, as the invariants of services take it; of those that were added in a run nothing. */
  get trace(): ServicesTrace {
    const { events, app, clock } = this.run;
    const told = events.filter((event) => !isAdded(pathOf(event)));
    const places = [0];
    for (const event of events) places.push(places.at(-1)! + (isAdded(pathOf(event)) ? 0 : 1));
    return {
      told,
      deeds: this.deeds.flatMap(({ what: hook, path: service, is, told, ...deed }): HookDeed[] =>
        hook === "task"
          ? []
          : [{ ...deed, atMs: 0, service, hook, is: is === "begun" ? "called" : "returned", told: places[told]! }]
      ),
      services: withoutAdded(app.info().services),
      endedAtMs: clock.now(),
    } as Partial<ServicesTrace> as ServicesTrace;
  }

  /** Whether the run of a service was not waited for to its end. */
  isForced(path: string, incarnation: number): boolean {
    return this.run.events.some((event) =>
      event.type === "abandoned" && event.incarnation === incarnation && event.worker === path
    );
  }

  #look(): void {
    const { status, services } = this.run.app.info();
    const nowMs = this.run.clock.now();
    let isReady = true;
    const visit = (service: ServiceInfo, counts: boolean): void => {
      const { path, ready, retryAtMs, role, children, budget } = service;
      const wrong = (what: string) => this.contradictions.push(`${nowMs} ${path} is ${service.status}, ${what}`);
      if (ready && service.status !== "running") wrong("and ready");
      if (retryAtMs !== undefined && service.status !== "failed" && service.status !== "cooling") {
        wrong(`and will be started`);
      }
      if (retryAtMs !== undefined && retryAtMs < nowMs) wrong("and was to be started before");
      if (budget.left < 0 || budget.left > budget.intensity) wrong(`${budget.left} of ${budget.intensity} left`);
      const countsToo = counts && role === "required";
      if (countsToo && !ready) isReady = false;
      for (const child of children) visit(child, countsToo);
    };
    for (const service of services) visit(service, true);
    if (status === "ok" && !isReady) this.contradictions.push(`${nowMs} it is ok, and not ready`);
    if ((status === "starting" || status === "degraded") && isReady) {
      this.contradictions.push(`${nowMs} it is ${status}, and ready`);
    }
  }

  #react(): void {
    for (const { event, act, whom } of this.#world.reactions) {
      if (event !== this.run.events.length - 1) continue;
      if (act === "stop all") this.run.app.stop();
      else this.#operate({ atMs: this.run.clock.now(), act, whom, timeoutMs: 300 });
    }
  }

  #operate(operation: Operation): void {
    const path = this.paths[operation.whom % this.paths.length]!;
    const { app, clock } = this.run;
    const answer = async () => {
      if (operation.act === "start") return app.startService(path);
      if (operation.act === "stop") return await app.stopService(path);
      if (operation.act === "restart") return await app.restartService(path);
      const wait: Wait = { operation };
      this.waits.push(wait);
      const result = wait.result = await app.waitForReady([path], { timeoutMs: operation.timeoutMs });
      wait.endedAtMs = clock.now();
      wait.isTrue = !result.ready || result.lost.aborted || this.run.service(path).ready;
    };
    this.unanswered.push(operation);
    answer().then(() => this.unanswered.splice(this.unanswered.indexOf(operation), 1));
  }

  #servicesOf(plans: readonly Plan[], prefix: string): ServiceSpec[] {
    return plans.map((plan, index) => {
      const name = `s${index}`;
      const dependsOn = [...new Set(plan.needs.map((back) => index - back).filter((at) => at >= 0))].map((at) =>
        `s${at}`
      );
      const path = `${prefix}${name}`;
      this.needs.set(path, dependsOn.map((each) => `${prefix}${each}`));
      return {
        name,
        dependsOn,
        ...plan.options,
        ...this.#hooksOf(plan, path),
        children: this.#servicesOf(plan.children, `${path}/`),
      };
    });
  }

  #hooksOf({ lives, hasLoop }: Plan, path: string): Partial<ServiceSpec> {
    const lifeOf = ({ incarnation }: ServiceContext) => lives[incarnation - 1];
    const runs = new Map<AbortSignal, object>();
    const runOf = ({ deadline }: ServiceContext) => {
      const known = runs.get(deadline) ?? {};
      runs.set(deadline, known);
      return known;
    };
    const during = async (context: ServiceContext, what: Deed["what"], body: () => Promise<void>) => {
      const { incarnation } = context;
      const deed = { path, incarnation, what, run: runOf(context) };
      this.deeds.push({ ...deed, is: "begun", told: this.run.events.length });
      try {
        await body();
      } finally {
        this.deeds.push({ ...deed, is: "ended", told: this.run.events.length });
      }
    };
    const hook = (name: HookName) => (context: ServiceContext) =>
      during(context, name, async () => {
        const life = lifeOf(context);
        if (name === "onStart") { for (const task of life?.tasks ?? []) this.#spawn(context, task, during); }
        if (name === "afterStart" && life?.addsChild) context.addChild({ name: "added" });
        await live(life?.hooks[name] ?? good, context);
      });
    const names = [
      "beforeStart",
      "onStart",
      "afterStart",
      "beforeStop",
      "onStop",
      "afterStop",
      "afterChildrenStop",
    ] as const;
    return {
      ...Object.fromEntries(names.map((name) => [name, hook(name)])),
      ...(hasLoop
        ? { serve: (context) => during(context, "serve", () => loopThrough(lifeOf(context)?.loop, context)) }
        : {}),
    };
  }

  #spawn(
    context: ServiceContext,
    { lifeMs, fails, critical, obeyMs }: TaskAct,
    during: (context: ServiceContext, what: "task", body: () => Promise<void>) => Promise<void>,
  ): void {
    const { clock } = context;
    context.spawn("task", (signal) =>
      during(context, "task", async () => {
        try {
          await clock.sleep(lifeMs, signal);
        } catch (thrown) {
          await clock.sleep(obeyMs);
          throw thrown;
        }
        if (fails) throw new Error("task");
      }), { critical });
  }
}

async function live({ ms, end }: HookAct, { clock, signal }: ServiceContext): Promise<void> {
  if (ms > 0) await clock.sleep(ms);
  if (end === "throw") throw new Error("hook");
  if (end === "hang") await new Promise(() => {});
  // In the hooks of the stop it is aborted already.
  if (end === "wait") await clock.sleep(10_000, signal);
}

async function loopThrough(act: LoopAct | undefined, context: ServiceContext): Promise<void> {
  const { clock, signal, ready, notReady } = context;
  if (act === undefined) {
    ready();
    return await clock.sleep(Infinity, signal);
  }
  const { readyMs, flickers, lifeMs, end, obeyMs, obeysBy } = act;
  try {
    if (readyMs !== undefined) {
      await clock.sleep(readyMs, signal);
      ready("up");
      if (flickers) {
        await clock.sleep(20, signal);
        notReady("down");
        await clock.sleep(20, signal);
        ready("again");
      }
    }
    await clock.sleep(end === "stay" ? Infinity : lifeMs, signal);
  } catch (thrown) {
    await clock.sleep(obeyMs);
    if (obeysBy === "throw") throw new Error("obeyed", { cause: thrown });
    return;
  }
  if (end === "crash") throw new Error("loop");
  if (end === "hang") await new Promise(() => {});
}

/** Sessions in memory that count how often they are finished. */
class CountingStore extends MemorySessionStore {
  finishes = 0;

  override finish(...given: Parameters<MemorySessionStore["finish"]>): boolean {
    this.finishes++;
    return super.finish(...given);
  }
}

/** What an invariant of services has to say. */
function broken({ check }: ServiceInvariant, trace: ServicesTrace): string[] {
  return check(trace).map(({ atMs, worker, message }) => `${atMs} ${worker}: ${message}`);
}

const ends = ["stopped", "crashed", "completed"];

function pathOf(event: ApplicationEvent): string | undefined {
  return "service" in event ? event.service : "worker" in event ? event.worker : undefined;
}

/** Whoever was added in a run leaves with it, and may come back as another one. */
function isAdded(path: string | undefined): boolean {
  return path?.endsWith("/added") === true;
}

function withoutAdded(services: readonly ServiceInfo[]): ServiceInfo[] {
  return services.filter(({ path }) => !isAdded(path)).map((each) => ({
    ...each,
    children: withoutAdded(each.children),
  }));
}

function eachInfo(services: readonly ServiceInfo[]): ServiceInfo[] {
  return services.flatMap((service) => [service, ...eachInfo(service.children)]);
}

/** Each law says what is wrong with a world that was lived through. */
const laws: Readonly<Record<string, (lived: Lived) => string[]>> = {
  "a status moves as the table allows, and nobody is warned of one that does not": ({ run, trace }) => {
    const wrong = broken(statusMoves, trace);
    if (run.log.some((line) => line.includes("legal moves"))) wrong.push("a warning");
    const { error } = run.report ?? {};
    if (error instanceof Error && error.name === "IllegalMoveError") wrong.push(error.message);
    return wrong;
  },

  "a run is torn down once": ({ trace }) => broken(hooksInOrder, trace),

  "nothing of a service, or of those that belong to it, outlives its run": ({ trace }) =>
    broken(nothingOutlives, trace),

  "a service is told to be ready while it is": ({ trace }) => broken(readinessTrue, trace),

  "nobody starts while somebody that it depends on is not ready": ({ run, needs }) => {
    const ready = new Set<string>();
    const wrong: string[] = [];
    for (const event of run.events) {
      if (event.type === "service-readiness" || event.type === "service-status") {
        if (event.ready) ready.add(event.service);
        else ready.delete(event.service);
      }
      if (event.type !== "started") continue;
      for (const need of needs.get(event.worker) ?? []) {
        if (!ready.has(need)) wrong.push(`${event.atMs} ${event.worker} starts without ${need}`);
      }
    }
    return wrong;
  },

  "nobody is asked to stop for good before those who depend on it have ended": ({ run, needs }) => {
    const up = new Set<string>();
    /** The groups that stop as a whole, by the path of whom they belong to; a stop by hand is of one service alone. */
    const stopping = new Set<string>();
    const wrong: string[] = [];
    for (const event of run.events) {
      const told = "group" in event ? event.group ?? "" : "";
      if (event.type === "group-stopping") stopping.add(told);
      // From then on all must end at once.
      if (event.type === "grace-ended" || event.type === "group-started") stopping.delete(told);
      const path = pathOf(event);
      if (path === undefined) continue;
      if (event.type === "started") up.add(path);
      if (event.type === "abandoned" || ends.includes(event.type)) up.delete(path);
      if (event.type !== "stopping" || !stopping.has(path.split("/").slice(0, -1).join("/"))) continue;
      for (const [dependent, needed] of needs) {
        if (needed.includes(path) && up.has(dependent)) {
          wrong.push(`${event.atMs} ${path} is stopped before ${dependent}`);
        }
      }
    }
    return wrong;
  },

  "no task outlives its run, unless the run was reported as abandoned": (lived) => {
    const wrong: string[] = [];
    for (const [index, event] of lived.run.events.entries()) {
      if (!("worker" in event) || !ends.includes(event.type)) continue;
      const own = lived.deeds.filter(({ path, incarnation, told }) =>
        path === event.worker && incarnation === event.incarnation && told <= index
      );
      const isNewest = (run: object) => run === own.findLast(() => true)?.run;
      const balance = own.filter(({ run }) => isNewest(run)).reduce(
        (sum, { is }) => sum + (is === "begun" ? 1 : -1),
        0,
      );
      if (balance > 0) {
        wrong.push(`${event.atMs} ${event.worker}#${event.incarnation} ${event.type} with ${balance} open`);
      }
    }
    return wrong;
  },

  "a wait ends by its cause, and in time": ({ waits, run }) =>
    waits.flatMap(({ operation: { atMs, timeoutMs }, result, endedAtMs = NaN, isTrue }) => {
      if (result === undefined) return ["it did not end"];
      if (!isTrue) return ["it was not ready"];
      if (endedAtMs > atMs + timeoutMs) return [`it ended at ${endedAtMs}`];
      const stop = run.events.find((event) =>
        (event.type === "group-stopping" || event.type === "group-finished") && event.group === undefined
      );
      const { outcome, ready, reasons } = result;
      if (outcome === "timeout" && endedAtMs !== atMs + timeoutMs) return [`timeout at ${endedAtMs}`];
      if (outcome === "stopped" && !(stop !== undefined && stop.atMs <= endedAtMs) && run.events.length > 0) {
        return [`stopped at ${endedAtMs}`];
      }
      if (ready !== (outcome === "ready")) return [`${outcome} and ${ready}`];
      if (outcome === "hopeless" && reasons.length === 0) return ["hopeless without a reason"];
      return [];
    }),

  "an application is over when its grace is": ({ run, isOverInTime }) => {
    if (run.error !== undefined) return [`it rejected with ${run.error}`];
    return isOverInTime ? [] : ["it is not"];
  },

  "a report accounts for every service": ({ run, paths, openAtReport }) => {
    const { report } = run;
    if (report === undefined) return ["there is none"];
    const wrong: string[] = [];
    const infos = eachInfo(report.services);
    const listed = infos.map(({ path }) => path).filter((path) => !path.endsWith("/added"));
    if (listed.toSorted().join() !== paths.toSorted().join()) wrong.push(`it lists ${listed}`);
    const left = new Set<string>();
    for (const event of run.events) {
      if (event.type === "abandoned") left.add(event.worker);
      if (event.type === "started") left.delete(event.worker);
    }
    for (const { path, status } of infos) {
      // Who had failed, and was abandoned then, stays so.
      const isOver = ["stopped", "dead", "crashed", "not-started"].includes(status) ||
        (status === "failed" && left.has(path));
      if (!isOver) wrong.push(`${path} is ${status}`);
    }
    const { abandoned, causes, clean } = report.teardown;
    for (const path of new Set([...openAtReport, ...abandoned])) {
      // Who was abandoned may be over by then.
      if (!abandoned.includes(path)) wrong.push(`${path} still runs`);
      if (!left.has(path)) wrong.push(`${path} was not told to be abandoned`);
    }
    if (clean !== (abandoned.length === 0 && causes.length === 0)) wrong.push("clean or not");
    if ((report.exitCode === 0) !== (report.reason === undefined)) {
      wrong.push(`${report.exitCode} with ${report.reason}`);
    }
    if ((report.exitCode === 1) !== (report.outcome === "failed" || abandoned.length > 0)) {
      wrong.push(`${report.exitCode} with ${report.outcome}`);
    }
    return wrong;
  },

  "a session is finished once, by what became of the application": ({ run, store }) => {
    const [row] = store.list();
    const { exitCode, teardown } = run.report ?? {};
    const expected = exitCode === 0 && teardown?.clean ? "success" : "failure";
    if (store.finishes !== 1) return [`${store.finishes} times`];
    return row?.status === expected ? [] : [`it is ${row?.status}, not ${expected}`];
  },

  "nothing is told once the report is there": ({ run, toldByReport }) =>
    run.events.slice(toldByReport).map((event) => `${event.atMs} ${pathOf(event)} ${event.type}`),

  "what an application tells of itself is in one piece": ({ contradictions }) => contradictions,

  "every operation is answered by the end": ({ unanswered }) => unanswered.map(({ act, atMs }) => `${act} at ${atMs}`),
};

const numRuns = 100;

for (const [law, check] of Object.entries(laws)) {
  Deno.test(law, async (t) => {
    const property = fc.asyncProperty(world, async (world) => assertEquals(check(await Lived.through(world)), []));
    await holds(t, property, { numRuns });
  });
}
