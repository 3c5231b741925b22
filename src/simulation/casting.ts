import { type CastEntries, type CastEntry, mostWorkers } from "./cast_entry.ts";
import type { CastChild, CastGroup, CastTree } from "./cast_group.ts";
import type { CastMember } from "./cast_member.ts";
import type { Afflictions } from "./faults/afflictions.ts";

/** A group whose children are cast. */
interface Stage {
  readonly entries: CastEntries;
  readonly path: string;
  /** All paths that it goes by: with its number and, of several alike, without. */
  readonly aliases: readonly string[];
  /** The same of the groups that it is in, and its own. */
  readonly around: readonly string[];
  readonly dynamic: boolean;
}

type Dependence = "dependsOn" | "onDependencyFailure";

/** Counts entries out: each worker and each group gets the path that it has in the run. */
export class Casting {
  readonly members: CastMember[] = [];
  readonly groups: CastGroup[] = [];
  readonly #action: string;
  readonly #afflictions: Afflictions;
  readonly #stages = new Map<string, Stage>();

  constructor(action: string, afflictions: Afflictions) {
    this.#action = action;
    this.#afflictions = afflictions;
  }

  /** Casts the group at the root. */
  root(entries: CastEntries): CastTree {
    const stage = { entries, path: "", aliases: [""], around: [], dynamic: false };
    return this.#tree({ policy: undefined, significant: false, dependsOn: [], onDependencyFailure: "stay" }, stage);
  }

  /** Casts whom an operation adds to a group. */
  add(entry: CastEntry, groupPath: string): CastChild[] {
    return this.#children([entry], { ...this.#stages.get(groupPath)!, dynamic: true });
  }

  /** What a group was cast from; `undefined` for a path that no group has. */
  entriesOf(groupPath: string): CastEntries | undefined {
    return this.#stages.get(groupPath)?.entries;
  }

  #tree(asChild: Pick<CastGroup, "policy" | "significant" | Dependence>, stage: Stage): CastTree {
    const { entries: { entries, rules }, path, dynamic } = stage;
    const children = entries.flatMap(({ names }) => names.map((name) => below(path, name)));
    const group: CastGroup = { path, ...asChild, dynamic, rules, children };
    this.groups.push(group);
    this.#stages.set(path, stage);
    return { group, children: this.#children(entries, stage) };
  }

  #children(entries: readonly CastEntry[], stage: Stage): CastChild[] {
    return entries.flatMap((entry) => entry.names.map((name) => this.#child(entry, name, stage)));
  }

  #child(entry: CastEntry, name: string, stage: Stage): CastChild {
    const { policy, significant, dependsOn, onDependencyFailure, behaviour, group: entries } = entry;
    const asChild = { policy, significant, dependsOn, onDependencyFailure };
    const { path: group, dynamic } = stage;
    const path = below(group, name);
    const names = name === entry.name ? [name] : [entry.name, name];
    // Who a fault could name: of a million workers that none names this is not asked.
    const aliases = this.#afflictions.namesSome
      ? stage.aliases.flatMap((each) => names.map((own) => below(each, own)))
      : [];
    const around = this.#afflictions.namesSome ? [...stage.around, ...aliases] : [];
    if (entries !== undefined) {
      return this.#tree(asChild, { entries, path, aliases, around, dynamic });
    }
    const member: CastMember = { name: path, group, ...asChild, dynamic, behaviour, ...this.#afflictions.of(around) };
    if (this.members.push(member) > mostWorkers) {
      throw new RangeError(`Cannot ${this.#action}: "workers" counted out make more than ${mostWorkers} workers`);
    }
    return member;
  }
}

function below(groupPath: string, name: string): string {
  return groupPath === "" ? name : `${groupPath}/${name}`;
}
