import type { SupervisionEvent } from "../../src/core/event.ts";
import type { ChildSpec } from "../../src/drivers/group_spec.ts";
import type { ServiceChildren } from "../../src/services/service_children.ts";
import type { ServiceDefinition } from "../../src/services/service_definition.ts";
import type { ServiceNode } from "../../src/services/service_node.ts";
import type { TreeOptions } from "../../src/services/service_tree.ts";
import type { TeardownCause } from "../../src/services/teardown_report.ts";
import type { RandomStreams } from "../../src/simulation/random_streams.ts";
import type { Scenario } from "../../src/simulation/scenario.ts";
import { type MakeSimulatedTree, SimulatedTree } from "../../src/simulation/services/simulated_tree.ts";

/** An application with one planted fault, the scenario in which it shows, and the one invariant that must see it. */
export interface ServiceMutant {
  readonly fault: string;
  readonly invariant: string;
  readonly scenario: Scenario;
  readonly makeTree: MakeSimulatedTree;
}

const steady = { readyAfter: { kind: "fixed", ms: 100 } } as const;
const crashing = { life: { kind: "fixed", ms: 500 } } as const;
const deaf = { onStop: "ignore" } as const;
const plain = { baseMs: 100, multiplier: 2, maxMs: 1_000, jitter: "none" } as const;

function scenario(rest: Omit<Scenario, "name" | "horizonMs"> & Partial<Scenario>): Scenario {
  return { name: "mutant", horizonMs: 5_000, ...rest };
}

function made(
  Tree: new (definitions: readonly ServiceDefinition[], options: TreeOptions, streams: RandomStreams) => SimulatedTree,
): MakeSimulatedTree {
  return (definitions, options, streams) => new Tree(definitions, options, streams);
}

/** Runs other services than were agreed. */
function defining(change: (definition: ServiceDefinition) => Partial<ServiceDefinition>): MakeSimulatedTree {
  const changed = (definition: ServiceDefinition): ServiceDefinition => ({
    ...definition,
    ...change(definition),
    children: definition.children.map(changed),
  });
  return (definitions, options, streams) => new SimulatedTree(definitions.map(changed), options, streams);
}

/** Has each service, as soon as there is one, behave otherwise. */
function changing(change: (node: ServiceNode) => void): MakeSimulatedTree {
  return made(
    class extends SimulatedTree {
      override joined(node: ServiceNode): void {
        super.joined(node);
        change(node);
      }
    },
  );
}

/** Has the children of services behave otherwise. */
function parenting(change: (children: ServiceChildren) => Partial<ServiceChildren>): MakeSimulatedTree {
  return made(
    class extends SimulatedTree {
      override childrenOf(node: ServiceNode): ServiceChildren {
        const children = super.childrenOf(node);
        return new Proxy(children, {
          get: (_, name) => {
            const own = change(children);
            const value = Object.hasOwn(own, name)
              ? own[name as keyof ServiceChildren]
              : Reflect.get(children, name, children);
            return typeof value === "function" ? value.bind(children) : value;
          },
        });
      }
    },
  );
}

/** Supervises each service otherwise. */
function supervising(change: (spec: ChildSpec) => Partial<ChildSpec>): MakeSimulatedTree {
  return made(
    class extends SimulatedTree {
      override specOf(node: ServiceNode): ChildSpec {
        const spec = super.specOf(node);
        return { ...spec, ...change(spec) };
      }
    },
  );
}

/** Stops the children of a service before the service has stopped. */
class HastyTree extends SimulatedTree {
  override childrenOf(node: ServiceNode): ServiceChildren {
    const children = super.childrenOf(node);
    const { hooks } = node.definition;
    const { beforeStop } = hooks;
    hooks.beforeStop = async (context) => {
      await beforeStop!(context);
      await children.stop(Infinity);
    };
    return children;
  }
}

/** Stops another service when one crashes. */
class ClumsyTree extends SimulatedTree {
  override observe(event: SupervisionEvent, parent?: ServiceNode): void {
    super.observe(event, parent);
    const other = event.type === "crashed" ? this.roots.find(({ path }) => path !== event.worker) : undefined;
    if (other !== undefined) void this.stop(other);
  }
}

/** Does not look at who has become ready. */
class BlindTree extends SimulatedTree {
  override changed(): void {}
}

/** Lets no service know that its children are stopped. */
class SereneTree extends SimulatedTree {
  override observe(event: SupervisionEvent, parent?: ServiceNode): void {
    const run = parent?.run;
    if (parent !== undefined && event.type === "group-stopping") parent.run = undefined;
    super.observe(event, parent);
    if (parent !== undefined && event.type === "group-stopping") parent.run = run;
  }
}

/** Forgets who still runs. */
class ForgetfulTree extends SimulatedTree {
  override get leftBehind(): readonly string[] {
    return [];
  }
}

/** Forgets what was not clean. */
class SoothingTree extends SimulatedTree {
  override get causes(): readonly TeardownCause[] {
    return [];
  }
}

/** Waits for what never comes before it is over. */
class EndlessTree extends SimulatedTree {
  override settled(): Promise<void> {
    return new Promise(() => {});
  }
}

/** Goes on telling when all is over. */
class TalkativeTree extends SimulatedTree {
  override release(): void {}
}

const family = { name: "db", group: { workers: [{ name: "writer", behaviour: steady }] } } as const;

/** The planted faults, for each invariant of services alone at least one. */
export const serviceMutants: readonly ServiceMutant[] = [
  {
    fault: "takes a crash for an orderly stop",
    invariant: "status-moves",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 0 } }] }),
    makeTree: changing((node) => {
      const observe = node.observe.bind(node);
      node.observe = (event) => observe(event.type === "crashed" ? { ...event, type: "stopped" } : event);
    }),
  },
  {
    fault: "tells of no start",
    invariant: "status-moves",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: steady }] }),
    makeTree: made(
      class extends SimulatedTree {
        constructor(definitions: readonly ServiceDefinition[], options: TreeOptions, streams: RandomStreams) {
          const { observer } = options;
          const tell = observer.tell.bind(observer);
          observer.tell = (event) => {
            if (event.type !== "service-status" || event.status !== "starting") tell(event);
          };
          super(definitions, options, streams);
        }
      },
    ),
  },
  {
    fault: "leaves out a hook of the stop",
    invariant: "hooks-in-order",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: steady }] }),
    makeTree: defining(({ hooks }) => ({ hooks: { ...hooks, onStop: undefined! } })),
  },
  {
    fault: "stops a run twice",
    invariant: "hooks-in-order",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: steady }] }),
    makeTree: defining(({ hooks }) => ({
      hooks: {
        ...hooks,
        onStop: async (context) => {
          await hooks.onStop!(context);
          await hooks.onStop!(context);
        },
      },
    })),
  },
  {
    fault: "starts before it has begun to",
    invariant: "hooks-in-order",
    scenario: scenario({ workers: [family] }),
    makeTree: defining(({ hooks: { beforeStart, onStart, ...rest }, children }) =>
      children.length === 0 ? {} : { hooks: { ...rest, beforeStart: onStart, onStart: beforeStart } as typeof rest }
    ),
  },
  {
    fault: "does not wait for a child that was left behind",
    invariant: "nothing-outlives",
    scenario: scenario({
      operations: [{ atMs: 1_000, do: "stop", worker: "db" }],
      workers: [{ name: "db", group: { workers: [{ name: "writer", behaviour: deaf, graceMs: 500 }] } }],
    }),
    makeTree: parenting(() => ({ isLeftBehind: false })),
  },
  {
    fault: "stops the children first",
    invariant: "children-within",
    scenario: scenario({ stopAtMs: 1_000, workers: [family] }),
    makeTree: made(HastyTree),
  },
  {
    fault: "goes on without its children when they have failed",
    invariant: "failure-climbs",
    scenario: scenario({
      workers: [{
        name: "db",
        group: {
          workers: [{ name: "writer", behaviour: crashing, budget: { intensity: 0 }, onExhausted: "escalate" }],
        },
      }],
    }),
    makeTree: parenting((children) => ({ start: (_, signal) => children.start(() => {}, signal) })),
  },
  {
    fault: "stays ready while its children are stopped for one of them",
    invariant: "failure-climbs",
    scenario: scenario({
      workers: [{
        name: "db",
        group: {
          workers: [
            { name: "writer", behaviour: crashing, budget: { intensity: 0 }, onExhausted: "escalate" },
            { name: "reader", behaviour: { onStop: { takesMs: 300 } } },
          ],
        },
      }],
    }),
    makeTree: made(SereneTree),
  },
  {
    fault: "fails for another reason than its children have",
    invariant: "failure-climbs",
    scenario: scenario({
      workers: [{
        name: "db",
        backoff: plain,
        group: {
          workers: [{ name: "writer", behaviour: crashing, budget: { intensity: 0 }, onExhausted: "escalate" }],
        },
      }],
    }),
    makeTree: parenting((children) => ({
      start: (failed, signal) => children.start(() => failed(new Error("something is wrong")), signal),
    })),
  },
  {
    fault: "overlooks that readiness was lost",
    invariant: "readiness-true",
    scenario: scenario({
      workers: [{
        name: "a",
        behaviour: { script: [{ acts: [{ atMs: 100, do: "ready" }, { atMs: 500, do: "not-ready" }] }] },
      }],
    }),
    makeTree: changing((node) => {
      const observe = node.observe.bind(node);
      node.observe = (event) => event.type === "not-ready" ? [] : observe(event);
    }),
  },
  {
    fault: "does not notice that all are ready",
    invariant: "application-ready",
    scenario: scenario({ workers: [{ name: "a", behaviour: steady }] }),
    makeTree: made(BlindTree),
  },
  {
    fault: "does not report who still runs",
    invariant: "report-accounts",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: deaf, graceMs: 500 }] }),
    makeTree: made(ForgetfulTree),
  },
  {
    fault: "calls an end clean that was not",
    invariant: "report-accounts",
    scenario: scenario({ stopAtMs: 1_000, workers: [{ name: "a", behaviour: { onStop: "throw" } }] }),
    makeTree: made(SoothingTree),
  },
  {
    fault: "is never over",
    invariant: "stops-in-time",
    scenario: scenario({ stopAtMs: 1_000, graceMs: 500, workers: [{ name: "a", behaviour: steady }] }),
    makeTree: made(EndlessTree),
  },
  {
    fault: "tells of what was left behind after its report",
    invariant: "stops-in-time",
    scenario: scenario({
      stopAtMs: 1_000,
      workers: [{ name: "a", graceMs: 500 }],
      faults: [{ kind: "ignored-stop", fromMs: 900, toMs: 3_000 }, { kind: "crash-in-stop", fromMs: 900, toMs: 3_000 }],
    }),
    makeTree: made(TalkativeTree),
  },
  {
    fault: "stops another service when one crashes",
    invariant: "crash-isolation",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: plain }, { name: "b", behaviour: steady }],
    }),
    makeTree: made(ClumsyTree),
  },
  {
    fault: "starts a service before what it depends on is ready",
    invariant: "dependencies-ready",
    scenario: scenario({
      workers: [{ name: "api", behaviour: steady, dependsOn: ["db"] }, { name: "db", behaviour: steady }],
    }),
    makeTree: defining(() => ({ dependsOn: [] })),
  },
  {
    fault: "tells of an end long after it was",
    invariant: "all-accounted",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain }] }),
    makeTree: supervising(({ run }) => ({
      run: async (context: Parameters<Extract<typeof run, (...given: never) => unknown>>[0]) => {
        try {
          await (run as (given: typeof context) => unknown)(context);
        } finally {
          await context.clock.sleep(50);
        }
      },
    })),
  },
  {
    fault: "allows one restart more than the budget",
    invariant: "budget-window",
    scenario: scenario({
      workers: [{ name: "a", behaviour: crashing, backoff: plain, budget: { intensity: 1, periodMs: 60_000 } }],
    }),
    makeTree: defining(({ policy }) => ({
      policy: { ...policy, budget: { ...policy.budget, intensity: policy.budget.intensity + 1 } },
    })),
  },
  {
    fault: "never restarts",
    invariant: "policy-kept",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: plain }] }),
    makeTree: defining(({ policy }) => ({ policy: { ...policy, restart: "never" } })),
  },
  {
    fault: "forgets the cap of the backoff",
    invariant: "delay-bounds",
    scenario: scenario({ workers: [{ name: "a", behaviour: crashing, backoff: { ...plain, maxMs: 150 } }] }),
    makeTree: defining(({ policy }) => ({ policy: { ...policy, backoff: { ...policy.backoff, maxMs: 10_000 } } })),
  },
];
