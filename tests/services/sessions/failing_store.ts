import { MemorySessionStore } from "../../../src/services/sessions/memory_session_store.ts";
import type {
  SessionEnd,
  SessionError,
  SessionRow,
  SessionStart,
  SessionStore,
} from "../../../src/services/sessions/session_store.ts";

/** What a {@linkcode FailingStore} does instead of its work: throws it, rejects with it later, or never answers. */
export type Fault = "throws" | "rejects" | "hangs";

/** A store in memory that answers later, as a database does, and fails as it is told to. */
export class FailingStore implements SessionStore {
  readonly memory = new MemorySessionStore();
  /** What the next calls do, first one first; after the last one all goes well. */
  faults: (Fault | undefined)[] = [];
  /** The methods that were called. */
  readonly calls: string[] = [];

  create(start: SessionStart): Promise<number> {
    return this.#answer("create", () => this.memory.create(start));
  }

  heartbeat(id: number, atMs: number): Promise<boolean> {
    return this.#answer("heartbeat", () => this.memory.heartbeat(id, atMs));
  }

  recordCrash(id: number, error: SessionError): Promise<boolean> {
    return this.#answer("recordCrash", () => this.memory.recordCrash(id, error));
  }

  finish(id: number, end: SessionEnd): Promise<boolean> {
    return this.#answer("finish", () => this.memory.finish(id, end));
  }

  reclaim(): Promise<readonly SessionRow[]> {
    return this.#answer("reclaim", () => this.memory.reclaim());
  }

  list(limit?: number): readonly SessionRow[] {
    return this.memory.list(limit);
  }

  close(): void {
    this.memory.close();
  }

  #answer<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    const fault = this.faults.shift();
    if (fault === "throws") throw new Error("disk gone");
    if (fault === "rejects") return Promise.reject(new Error("connection lost"));
    if (fault === "hangs") return new Promise(() => {});
    return Promise.resolve().then(work);
  }
}
