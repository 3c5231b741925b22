import type { ExecutionRecord } from "../execution_record.ts";
import type { Spill, SpillFolder } from "../spill_folder.ts";
import type { SpilledFile } from "./executor_trace.ts";

/** A spill folder that is no folder: what is left in it stays in memory. */
export class ScriptedSpills implements Pick<SpillFolder, "write" | "pickUp"> {
  readonly #now: () => number;
  readonly #removed: (file: SpilledFile) => void;
  readonly #files: SpilledFile[] = [];
  readonly #ids = new Set<string>();

  /**
   * @param now The present time.
   * @param removed Is told when a file is removed.
   */
  constructor(now: () => number, removed: (file: SpilledFile) => void) {
    this.#now = now;
    this.#removed = removed;
  }

  /** All that was ever left, in order. */
  get files(): readonly SpilledFile[] {
    return this.#files;
  }

  /** Whether records are of a file. */
  holds(records: readonly ExecutionRecord[]): boolean {
    return records.every(({ id }) => this.#ids.has(id));
  }

  /** Leaves records in a file of their own; answers its path. */
  write(records: readonly ExecutionRecord[]): string {
    const path = `spill-${this.#files.length + 1}`;
    this.#files.push({ path, atMs: this.#now(), records: [...records], removedAtMs: undefined });
    for (const { id } of records) this.#ids.add(id);
    return path;
  }

  /** The files that are there, the oldest first. */
  *pickUp(): Generator<Spill, void, undefined> {
    for (const file of this.#files.filter(({ removedAtMs }) => removedAtMs === undefined)) {
      const remove = () => {
        file.removedAtMs = this.#now();
        this.#removed(file);
      };
      const keep = () => {
        throw new Error("What was left is on record as a whole");
      };
      yield { path: file.path, records: file.records, unreadable: 0, remove, keep };
    }
  }
}
