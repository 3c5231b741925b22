import { Failure } from "../core/failure.ts";
import { shownFailure } from "../core/event_sentence.ts";
import type { ExecutionRecord } from "./execution_record.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const lineBreak = 10;

/** What one file of a spill folder holds. */
export interface Spill {
  /** Where it is. */
  readonly path: string;
  /** The records, in the order in which they were left. */
  readonly records: readonly ExecutionRecord[];
  /** How many lines are no records: a machine that lost its power may have torn the last one. */
  readonly unreadable: number;
  /** Removes the file: its records are safe elsewhere. A file that is not removed is picked up another time. */
  remove(): void;
  /** Leaves no more than these in the file: the others are safe elsewhere. */
  keep(records: readonly ExecutionRecord[]): void;
}

/**
 * A folder where records are left that could not be stored: one file of JSON lines for each stop, which is there as a whole or not at all.
 * Several processes may share a folder: a file is picked up by one of them.
 */
export class SpillFolder {
  readonly #path: string;

  /**
   * Names the folder.
   *
   * @param path Where it is; made when something is left there.
   */
  constructor(path: string | URL) {
    this.#path = path instanceof URL ? decodeURIComponent(path.pathname) : path;
  }

  /**
   * Leaves records in a file of their own.
   *
   * @returns The file's path.
   * @throws {Error} When it cannot be written, and nothing of it is left then; names the folder.
   */
  write(records: readonly ExecutionRecord[]): string {
    const path = `${this.#path}/executions-${records[0]?.id}.jsonl`;
    this.#leave(path, records);
    return path;
  }

  #leave(path: string, records: readonly ExecutionRecord[]): void {
    const part = `${path}.part`;
    try {
      Deno.mkdirSync(this.#path, { recursive: true });
      using file = Deno.openSync(part, { create: true, truncate: true, write: true });
      for (const record of records) {
        const line = encoder.encode(`${JSON.stringify(record)}\n`);
        for (let written = 0; written < line.length;) written += file.writeSync(line.subarray(written));
      }
      file.syncSync();
      Deno.renameSync(part, path);
    } catch (thrown) {
      try {
        Deno.removeSync(part);
      } catch {
        // It was not there, or cannot be removed: the name says that it is no whole file.
      }
      throw new Error(
        `Cannot leave ${records.length} executions in "${this.#path}": ${shownFailure(new Failure(thrown))}`,
        {
          cause: thrown,
        },
      );
    }
  }

  /**
   * The files that are there and that nobody else is picking up, the oldest first. Each one is locked until the next one is asked for, or until
   * this process is gone.
   *
   * @throws {Error} When the folder cannot be read; or, after all others, when a file of it cannot be; names it. A folder that is not there holds
   * nothing.
   */
  *pickUp(): Generator<Spill, void, undefined> {
    const faults: unknown[] = [];
    for (const name of this.#names()) {
      const path = `${this.#path}/${name}`;
      let file: Deno.FsFile | undefined;
      let content: Pick<Spill, "records" | "unreadable"> | undefined;
      try {
        file = held(path);
        if (file !== undefined) content = recordsOf(Deno.readFileSync(path));
      } catch (thrown) {
        faults.push(thrown);
      }
      try {
        if (content !== undefined) {
          const keep = (records: readonly ExecutionRecord[]) => this.#leave(path, records);
          yield { path, ...content, remove: () => Deno.removeSync(path), keep };
        }
      } finally {
        file?.close();
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  #names(): string[] {
    try {
      const names = [...Deno.readDirSync(this.#path)].filter(({ isFile }) => isFile).map(({ name }) => name);
      return names.filter((name) => /^executions-.*\.jsonl$/.test(name)).sort();
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return [];
      throw new Error(`Cannot read the spill folder "${this.#path}": ${shownFailure(new Failure(thrown))}`, {
        cause: thrown,
      });
    }
  }
}

/** The file, locked; `undefined` if somebody else has it, or has removed it. */
function held(path: string): Deno.FsFile | undefined {
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(path, { read: true, write: true });
    // Whoever had the lock before may have removed the file in the meantime.
    if (file.tryLockSync(true) && Deno.statSync(path).ino === file.statSync().ino) return file;
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) {
      file?.close();
      throw new Error(`Cannot pick up "${path}": ${shownFailure(new Failure(thrown))}`, { cause: thrown });
    }
  }
  file?.close();
  return undefined;
}

/** Line by line: as a whole it may be longer than a text can be. */
function recordsOf(bytes: Uint8Array): Pick<Spill, "records" | "unreadable"> {
  const records: ExecutionRecord[] = [];
  let unreadable = 0;
  for (let first = 0; first < bytes.length;) {
    const found = bytes.indexOf(lineBreak, first);
    const end = found === -1 ? bytes.length : found;
    const record = recordOf(decoder.decode(bytes.subarray(first, end)));
    if (record !== undefined) records.push(record);
    else if (end > first) unreadable++;
    first = end + 1;
  }
  return { records, unreadable };
}

function recordOf(line: string): ExecutionRecord | undefined {
  try {
    const record = JSON.parse(line);
    return typeof record?.id === "string" && record.id !== "" ? record : undefined;
  } catch {
    return undefined;
  }
}
