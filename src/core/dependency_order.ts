import { dependencyWaves } from "./dependency_waves.ts";
import type { Supervision } from "./supervision.ts";

/** Nobody. */
const none: ReadonlySet<Supervision> = new Set();

/**
 * Who in a group depends on whom: who may start, who must wait, who goes down with whom, and in which order. Children are found by
 * their names, so that one who left and came back is depended on as before.
 */
export class DependencyOrder {
  readonly #children: { named(name: string): Supervision | undefined } & Iterable<Supervision>;
  readonly #dependents = new Map<string, Set<Supervision>>();
  /** Who must end, and is asked to when nobody who depends on it is among them any more. */
  readonly #falling = new Set<Supervision>();
  /** Who waits for others, and was told to. */
  readonly #waiting = new Set<Supervision>();
  #levels: ReadonlyMap<string, number> | undefined;

  constructor(children: { named(name: string): Supervision | undefined } & Iterable<Supervision>) {
    this.#children = children;
  }

  /** A child is in the group from now on. */
  add(child: Supervision): void {
    this.#levels = undefined;
    for (const name of child.member.dependsOn ?? []) {
      const known = this.#dependents.get(name);
      if (known === undefined) this.#dependents.set(name, new Set([child]));
      else known.add(child);
    }
  }

  /** A child has left the group. */
  remove(child: Supervision): void {
    this.#levels = undefined;
    for (const name of child.member.dependsOn ?? []) this.#dependents.get(name)?.delete(child);
  }

  /** Who depends on this child, in the order in which they joined. */
  dependentsOf(child: Supervision): ReadonlySet<Supervision> {
    return this.#dependents.get(child.name) ?? none;
  }

  /** Whether all that a child depends on is ready, and meant to stay so. */
  isFulfilled({ member: { dependsOn = [] } }: Supervision): boolean {
    // From the last one: where they become ready in order, that is the one to wait for.
    for (let i = dependsOn.length - 1; i >= 0; i--) if (!this.#isThere(dependsOn[i]!)) return false;
    return true;
  }

  /** A child waits from now on; answers whether it did not before. */
  waits(child: Supervision): boolean {
    const isNew = !this.#waiting.has(child);
    this.#waiting.add(child);
    return isNew;
  }

  /** A child waits no more. */
  waitsNoMore(child: Supervision): void {
    this.#waiting.delete(child);
  }

  /** Those that a child still waits for. */
  awaitedBy({ member: { dependsOn = [] } }: Supervision): readonly string[] {
    return dependsOn.filter((name) => !this.#isThere(name));
  }

  /** Whether a child depends on one that will not be ready again by itself. */
  isLost({ member: { dependsOn = [] } }: Supervision): boolean {
    return dependsOn.some((name) => {
      const needed = this.#children.named(name);
      return needed === undefined || (needed.hasEnded && !needed.mayComeBack);
    });
  }

  /** Who runs and wants to be started anew with this child, directly or because of another who does. */
  fallingWith(child: Supervision): readonly Supervision[] {
    const found = new Set([child]);
    for (const each of found) {
      for (const dependent of this.dependentsOf(each)) {
        if (dependent.member.onDependencyFailure === "restart" && (dependent.isUp || dependent.status === "stopping")) {
          found.add(dependent);
        }
      }
    }
    found.delete(child);
    return [...found];
  }

  /** From now on this child must end. */
  fell(child: Supervision): void {
    this.#falling.add(child);
  }

  /** Whether this child must end. */
  isFalling(child: Supervision): boolean {
    return this.#falling.has(child);
  }

  /** Whether a child must end and nobody who depends on it must end before. */
  isNext(child: Supervision): boolean {
    if (!this.#falling.has(child)) return false;
    for (const dependent of this.dependentsOf(child)) if (this.#falling.has(dependent)) return false;
    return true;
  }

  /** A child has ended; answers those whose turn has come now. */
  landed(child: Supervision): readonly Supervision[] {
    if (!this.#falling.delete(child)) return [];
    const next: Supervision[] = [];
    for (const name of child.member.dependsOn ?? []) {
      const needed = this.#children.named(name);
      if (needed !== undefined && this.isNext(needed)) next.push(needed);
    }
    return next;
  }

  /** How many waves come before this child's. */
  levelOf(child: Supervision): number {
    this.#levels ??= new Map(
      dependencyWaves(Array.from(this.#children, ({ member }) => member))
        .flatMap((wave, level) => wave.map(({ name }) => [name, level] as const)),
    );
    return this.#levels.get(child.name) ?? 0;
  }

  #isThere(name: string): boolean {
    const needed = this.#children.named(name);
    return needed?.status === "ready" && !this.#falling.has(needed);
  }
}
