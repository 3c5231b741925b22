import type { RosterEntry } from "./roster_entry.ts";

/** Who of the children of a group depends on whom, counted anew, by who is there. */
export class RosterDependence {
  readonly #present: ReadonlyMap<string, RosterEntry>;
  readonly #dependents = new Map<string, RosterEntry[]>();
  #levels: ReadonlyMap<string, number> | undefined;

  /** Of these children, by their paths. */
  constructor(present: ReadonlyMap<string, RosterEntry>) {
    this.#present = present;
  }

  /** Whether anybody has ever depended on another. */
  get isKnown(): boolean {
    return this.#dependents.size > 0;
  }

  /** A child has joined. */
  add(entry: RosterEntry): void {
    this.#levels = undefined;
    for (const path of entry.child.dependsOn) {
      const known = this.#dependents.get(path);
      if (known === undefined) this.#dependents.set(path, [entry]);
      else known.push(entry);
    }
  }

  /** A child has left. */
  remove(): void {
    this.#levels = undefined;
  }

  /** The present children that depend on the one of this path. */
  of(path: string): readonly RosterEntry[] {
    return this.#dependents.get(path)?.filter((each) => this.#present.get(each.child.path) === each) ?? [];
  }

  /** Somebody who must end before the child of this path: who depends on it, be it by others that are down. */
  inTheWayOf(path: string): RosterEntry | undefined {
    const looked = new Set([path]);
    for (const each of looked) {
      for (const dependent of this.of(each)) {
        if (dependent.isAwaited) return dependent;
        if (!dependent.isUp) looked.add(dependent.child.path);
      }
    }
    return undefined;
  }

  /** Those who must end and may be asked to now that this child is down: what it depends on, be it by others that are down. */
  freedBy(entry: RosterEntry): readonly RosterEntry[] {
    const freed: RosterEntry[] = [];
    const looked = new Set([entry]);
    for (const each of looked) {
      for (const path of each.child.dependsOn) {
        const needed = this.#present.get(path);
        if (needed?.isAwaited) freed.push(needed);
        else if (needed !== undefined && !needed.isUp) looked.add(needed);
      }
    }
    return freed;
  }

  /** Who lives and asked to be restarted with this child, or with another who asked for that. */
  fallingWith(trigger: RosterEntry): ReadonlySet<RosterEntry> {
    const found = new Set([trigger]);
    for (const each of found) {
      for (const dependent of this.of(each.child.path)) {
        if (dependent.child.onDependencyFailure === "restart" && dependent.isLive) found.add(dependent);
      }
    }
    found.delete(trigger);
    return found;
  }

  /** How many waves of others come before this child, each of which depends on the one before. */
  levelOf({ child: { path } }: RosterEntry): number {
    return (this.#levels ??= this.#waves()).get(path) ?? 0;
  }

  #waves(): ReadonlyMap<string, number> {
    const levels = new Map<string, number>();
    let rest = [...this.#present.values()];
    for (let level = 0; rest.length > 0; level++) {
      const isNext = ({ child: { dependsOn } }: RosterEntry) =>
        dependsOn.every((path) => levels.has(path) || !this.#present.has(path));
      const wave = new Set(rest.filter(isNext));
      rest = rest.filter((each) => !wave.has(each));
      for (const { child: { path } } of wave) levels.set(path, level);
    }
    return levels;
  }
}
