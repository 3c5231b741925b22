import type { Cast } from "../cast.ts";
import type { ScenarioGroup, ScenarioWorker } from "../scenario.ts";

/** What a group goes by. */
interface KnownGroup {
  /** All of its paths. */
  readonly aliases: readonly string[];
  /** The same, and those of the groups that it is in. */
  readonly around: readonly string[];
}

/** Whoever is named where a scenario names workers: by a path, by that of a group around them, or by the name of several alike. */
export class CastPaths implements Iterable<string> {
  readonly #members = new Map<string, string[]>();
  readonly #groups = new Map<string, KnownGroup>();

  constructor({ scenario }: Cast) {
    this.#addGroup(scenario, "", { aliases: [""], around: [] });
    for (const { worker, in: group = "" } of scenario.operations ?? []) {
      if (typeof worker !== "string") this.#addChild(worker, group, this.#groups.get(group)!);
    }
  }

  /** The paths of the workers that go by a path, in start order. Of one that nobody goes by there are none. */
  of(path: string): readonly string[] {
    return this.#members.get(path) ?? [];
  }

  /** All paths that somebody goes by. */
  [Symbol.iterator](): Iterator<string> {
    return this.#members.keys();
  }

  #addGroup({ workers }: ScenarioGroup, path: string, known: KnownGroup): void {
    this.#groups.set(path, known);
    for (const worker of workers) this.#addChild(worker, path, known);
  }

  #addChild({ name, count = 1, group: inner }: ScenarioWorker, group: string, known: KnownGroup): void {
    for (let n = 1; n <= count; n++) {
      const own = count === 1 ? name : `${name}-${n}`;
      const names = count === 1 ? [own] : [name, own];
      const path = below(group, own);
      const aliases = known.aliases.flatMap((alias) => names.map((each) => below(alias, each)));
      const around = [...known.around, ...aliases];
      if (inner !== undefined) this.#addGroup(inner, path, { aliases, around });
      else for (const each of around) this.#add(each, path);
    }
  }

  #add(path: string, member: string): void {
    const members = this.#members.get(path);
    if (members === undefined) this.#members.set(path, [member]);
    else members.push(member);
  }
}

function below(group: string, name: string): string {
  return group === "" ? name : `${group}/${name}`;
}
