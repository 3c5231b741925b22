import { WriteError } from "./output.ts";

/** Writes one after the other, each of which is tried whatever became of those before it. */
export class WriteAttempts {
  #failed: WriteError | undefined;

  /** Tries one. Only what the system refuses is kept for later; a fault of the program is thrown at once. */
  async try(write: () => void | Promise<void>): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      if (!(thrown instanceof WriteError)) throw thrown;
      this.#failed ??= thrown;
    }
  }

  /** The first write that was refused. */
  get failed(): WriteError | undefined {
    return this.#failed;
  }

  /**
   * To be called when all has been tried.
   *
   * @throws {WriteError} The first one, if any write was refused.
   */
  end(): void {
    if (this.#failed !== undefined) throw this.#failed;
  }
}
