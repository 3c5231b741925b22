import fc from "fast-check";
import type { ScenarioGroup, ScenarioWorker } from "../scenario.ts";
import { behaviour, onStop } from "./behaviour_arbitrary.ts";
import { intensity, policy, windows } from "./policy_arbitrary.ts";
import { gridMs, somewhatMs, span } from "./time_arbitrary.ts";

/** Of what a group is made. */
export interface GroupShape {
  /** How many groups can be in each other below it. */
  readonly depth: number;
  /** Whether children may depend on each other. */
  readonly dependencies: boolean;
}

/** What a group says of itself. */
type Rules = Omit<ScenarioGroup, "workers">;

/** A child before it is known where it stands: nothing that is drawn of it depends on another draw, so that all can shrink at once. */
export interface ChildDraft {
  /** What it is, but for its name. */
  readonly fields: Omit<ScenarioWorker, "name">;
  /** Whether it is significant where it can be. */
  readonly isSignificant: boolean;
}

/** On whom a child depends, before it is known who there is. */
export interface NeedsDraft extends Pick<ScenarioWorker, "onDependencyFailure"> {
  /** Each stands for one of those that there are, counted round. */
  readonly needs: readonly number[];
}

const order = fc.constantFrom("sequential" as const, "parallel" as const);

const budget = fc.oneof(
  fc.record({ intensity, periodMs: somewhatMs, window: windows }, { requiredKeys: [] }),
  fc.record({
    intensity: fc.integer({ min: 0, max: 4 }),
    periodMs: somewhatMs,
    window: windows,
    onExhausted: fc.constant("pause" as const),
    pauseMs: gridMs,
  }),
);

const rules: fc.Arbitrary<Rules> = fc.record(
  {
    dialect: fc.option(
      fc.constantFrom(
        "otp" as const,
        "suture" as const,
        "systemd" as const,
        "kubernetes" as const,
        "akka" as const,
        "supervisord" as const,
      ),
      { nil: undefined, freq: 2 },
    ),
    strategy: fc.constantFrom("one-for-one" as const, "one-for-all" as const, "rest-for-one" as const),
    defaults: policy,
    budget,
    autoShutdown: fc.constantFrom("never" as const, "any-significant" as const, "all-significant" as const),
    startOrder: order,
    stopOrder: order,
    onStartFailure: fc.constantFrom("restart" as const, "fail" as const),
    terminateTree: fc.constantFrom("propagate" as const, "contain" as const),
    keepAlive: fc.boolean(),
  },
  { requiredKeys: [] },
).map(({ startOrder, ...rest }) =>
  startOrder === undefined || (rest.strategy ?? "one-for-one") !== "one-for-one" ? rest : { ...rest, startOrder }
);

/** A child of a group: a worker, several alike, or a group. */
export function childDraft(shape: GroupShape): fc.Arbitrary<ChildDraft> {
  const leaf = fc.tuple(
    policy,
    fc.record({ behaviour, count: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: ["behaviour"] }),
  ).map(([policy, rest]): ChildDraft["fields"] => ({ ...policy, ...rest }));
  const nested = () =>
    fc.tuple(policy, group({ ...shape, depth: shape.depth - 1 })).map(([policy, group]) => ({ ...policy, group }));
  const fields = shape.depth === 0
    ? leaf
    : fc.oneof({ withCrossShrink: true }, { weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: nested() });
  return fc.record({ fields, isSignificant: fc.boolean() });
}

/** The child of that name in a group with such rules: significant where these and its policy allow it. */
export function childOf(
  { fields, isSignificant }: ChildDraft,
  name: string,
  { autoShutdown = "never" }: Rules,
): ScenarioWorker {
  if (!isSignificant || autoShutdown === "never") return { name, ...fields };
  return { name, ...fields, significant: true, restart: fields.restart === "never" ? "never" : "on-failure" };
}

/** On whom a child depends. */
export const needsDraft: fc.Arbitrary<NeedsDraft> = fc.record({
  needs: fc.array(fc.nat(5), { maxLength: 3 }),
  onDependencyFailure: fc.constantFrom("stay" as const, "restart" as const),
}, { requiredKeys: ["needs"] });

/** What a child says of those that it depends on, of all that it can depend on. */
export function dependenceOf({ needs, ...rest }: NeedsDraft, names: readonly string[]): Partial<ScenarioWorker> {
  const dependsOn = names.length === 0 ? [] : [...new Set(needs.map((need) => names[need % names.length]!))];
  return dependsOn.length === 0 ? {} : { dependsOn, ...rest };
}

/** A group of up to four children, which may depend on each other. */
export function group(shape: GroupShape): fc.Arbitrary<ScenarioGroup> {
  if (!shape.dependencies) return plainGroup(shape);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: plainGroup(shape) },
    { weight: 2, arbitrary: orderedGroup(shape) },
  );
}

/** How many more children there may be than there are; no limit where it is undefined. */
const room = fc.option(fc.nat(1), { nil: undefined, freq: 2 });

function plainGroup(shape: GroupShape): fc.Arbitrary<ScenarioGroup> {
  const children = fc.array(childDraft(shape), { minLength: 1, maxLength: 3 });
  return fc.tuple(rules, children, room).map(([rules, children, room]) =>
    limited(room, { ...rules, workers: children.map((child, index) => childOf(child, `worker${index}`, rules)) })
  );
}

/** Readiness that comes and goes, at a start that has no limit more often than not. */
const unsteady: fc.Arbitrary<Partial<ScenarioWorker>> = fc.record({
  startupTimeoutMs: fc.constantFrom(1_000, Infinity),
  behaviour: fc.record({
    readyAfter: fc.record({ kind: fc.constant("fixed" as const), ms: fc.constantFrom(0, 250, 500) }),
    life: fc.oneof({ weight: 2, arbitrary: span }, fc.constant({ kind: "fixed" as const, ms: Infinity })),
    onStop,
    script: fc.array(
      fc.tuple(gridMs, somewhatMs, fc.option(somewhatMs, { nil: 0 })).map(([readyMs, lostAfterMs, againAfterMs]) => ({
        acts: [
          { atMs: readyMs, do: "ready" as const },
          { atMs: readyMs + lostAfterMs, do: "not-ready" as const },
          ...(againAfterMs === 0 ? [] : [{ atMs: readyMs + lostAfterMs + againAfterMs, do: "ready" as const }]),
        ],
      })),
      { minLength: 1, maxLength: 2 },
    ),
  }, { requiredKeys: ["readyAfter", "onStop"] }).map(({ life, ...rest }) =>
    life === undefined || (life.kind === "fixed" && life.ms === Infinity) ? rest : { ...rest, life }
  ),
});

/** A group whose children depend on each other, each on some of those that come before it in an order that is not that of their places. */
function orderedGroup(shape: GroupShape): fc.Arbitrary<ScenarioGroup> {
  const child = fc.record({
    draft: childDraft(shape),
    steadiness: fc.option(unsteady, { nil: undefined, freq: 2 }),
    rank: fc.nat(9),
    needs: needsDraft,
  });
  return fc.tuple(rules, fc.array(child, { minLength: 2, maxLength: 4 }), room).map(
    ([{ strategy: _, startOrder: _start, stopOrder: _stop, ...own }, children, room]) => {
      const named = children.map((each, index) => ({ ...each, name: `worker${index}` }));
      const order = named.toSorted((a, b) => a.rank - b.rank).map(({ name }) => name);
      const workers = named.map(({ draft, steadiness, needs, name }) => {
        const before = order.slice(0, order.indexOf(name));
        // Somebody depends on somebody: the second one on the first at least.
        const some = before.length === 1 && needs.needs.length === 0 ? { ...needs, needs: [0] } : needs;
        const steady = draft.fields.group === undefined ? steadiness : {};
        return { ...childOf(draft, name, own), ...steady, ...dependenceOf(some, before) };
      });
      return limited(room, { ...own, workers });
    },
  );
}

function limited(room: number | undefined, group: ScenarioGroup): ScenarioGroup {
  if (room === undefined) return group;
  return { ...group, maxChildren: group.workers.reduce((sum, { count = 1 }) => sum + count, room) };
}
