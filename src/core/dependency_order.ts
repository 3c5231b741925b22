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
  /** How many of those that must end depend on the one of a name. */
  readonly #above = new Map<string, number>();
  /** Who has ended of those that had to, as long as there are others. */
  readonly #landed = new Set<Supervision>();
  /** Which of those that it depends on a child waits for, by its place among them: one is enough to keep it. */
  readonly #watched = new Map<Supervision, number>();
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

  /** A child has left the group; answers those whose turn has come now, because nobody depends on them by it any more. */
  remove(child: Supervision): readonly Supervision[] {
    this.#levels = undefined;
    this.#landed.delete(child);
    for (const name of child.member.dependsOn ?? []) this.#dependents.get(name)?.delete(child);
    return this.#falling.size === 0 ? [] : this.#nextBelow(child);
  }

  /** Who depends on this child, in the order in which they joined. */
  dependentsOf(child: Supervision): ReadonlySet<Supervision> {
    return this.#dependents.get(child.name) ?? none;
  }

  /** Whether anybody depends on one of this name. */
  isNeeded(name: string): boolean {
    return (this.#dependents.get(name)?.size ?? 0) > 0;
  }

  /** Whether all that a child depends on is ready, and meant to stay so. */
  isFulfilled(child: Supervision): boolean {
    const last = (child.member.dependsOn?.length ?? 0) - 1;
    const known = this.#watched.get(child);
    // Those after the one that was missing last were there; if that is over for one of them, the second look finds it.
    const missing = this.#missingFrom(child, known ?? last) ??
      (known === undefined ? undefined : this.#missingFrom(child, last));
    if (missing === undefined) this.#watched.delete(child);
    else this.#watched.set(child, missing);
    return missing === undefined;
  }

  /** Whether what a child waits for first is this one. */
  isWatching(child: Supervision, needed: Supervision): boolean {
    const watched = this.#watched.get(child);
    return watched === undefined || child.member.dependsOn![watched] === needed.name;
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
    this.#watched.delete(child);
  }

  /** Those that a child still waits for. */
  awaitedBy({ member: { dependsOn = [] } }: Supervision): readonly string[] {
    return dependsOn.filter((name) => !this.#isThere(name));
  }

  /** Whether a child depends on one that will not be ready again by itself. */
  isLost({ member: { dependsOn = [] } }: Supervision): boolean {
    return dependsOn.some((name) => this.isGone(name));
  }

  /** Whether the child of this name will not be ready again by itself. */
  isGone(name: string): boolean {
    const needed = this.#children.named(name);
    return needed === undefined || (needed.hasEnded && !needed.mayComeBack);
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
    this.#landed.delete(child);
    if (this.#falling.has(child)) return;
    this.#falling.add(child);
    this.#count(child, 1);
  }

  /** Whether this child must end. */
  isFalling(child: Supervision): boolean {
    return this.#falling.has(child);
  }

  /** Whether a child must end and nobody who depends on it, be it by others that are down, must end before. */
  isNext(child: Supervision): boolean {
    if (!this.#falling.has(child)) return false;
    const looked = new Set([child]);
    for (const each of looked) {
      if ((this.#above.get(each.name) ?? 0) > 0) return false;
      for (const dependent of this.dependentsOf(each)) {
        // Above one that has landed nobody was left.
        if (!dependent.isUp && !this.#landed.has(dependent)) looked.add(dependent);
      }
    }
    return true;
  }

  /** A child has ended; answers those whose turn has come now. */
  landed(child: Supervision): readonly Supervision[] {
    const wasNext = this.isNext(child);
    if (!this.#falling.delete(child)) return [];
    this.#count(child, -1);
    if (this.#falling.size === 0) this.#landed.clear();
    else if (wasNext) this.#landed.add(child);
    return this.#nextBelow(child);
  }

  /** How many waves come before this child's. */
  levelOf(child: Supervision): number {
    this.#levels ??= new Map(
      dependencyWaves(Array.from(this.#children, ({ member }) => member))
        .flatMap((wave, level) => wave.map(({ name }) => [name, level] as const)),
    );
    return this.#levels.get(child.name) ?? 0;
  }

  /** Whose turn it is of those that a child depends on, be it by others that are down. */
  #nextBelow(child: Supervision): readonly Supervision[] {
    const next = new Set<Supervision>();
    const looked = new Set([child]);
    for (const each of looked) {
      for (const name of each.member.dependsOn ?? []) {
        const needed = this.#children.named(name);
        if (needed === undefined) continue;
        if (this.isNext(needed)) next.add(needed);
        else if (!needed.isUp && !this.#falling.has(needed)) looked.add(needed);
      }
    }
    return [...next];
  }

  #count({ member: { dependsOn = [] } }: Supervision, one: 1 | -1): void {
    for (const name of dependsOn) this.#above.set(name, (this.#above.get(name) ?? 0) + one);
  }

  #missingFrom({ member: { dependsOn = [] } }: Supervision, place: number): number | undefined {
    for (let i = place; i >= 0; i--) if (!this.#isThere(dependsOn[i]!)) return i;
    return undefined;
  }

  #isThere(name: string): boolean {
    const needed = this.#children.named(name);
    return needed?.status === "ready" && !this.#falling.has(needed);
  }
}
