/**
 * A file that says that somebody lives, for as long as he does: locked by its holder, and unlocked by the kernel the moment the holder's
 * process is gone, however it went.
 *
 * The lock belongs to this object, not to the process: a second holder in the same process is another one. Taking and judging one path must
 * not happen at once: whoever does either holds a lock of the database around it.
 */
export class RunLock {
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Makes the file and locks it. A file that is there already is what a holder left behind, and is replaced.
   *
   * @throws {Error} When the file cannot be made or locked; names it.
   */
  static take(path: string): RunLock {
    RunLock.remove(path);
    let file: Deno.FsFile | undefined;
    try {
      file = Deno.openSync(path, { createNew: true, write: true });
      if (!file.tryLockSync(true)) throw new Error("somebody else holds it");
      return new RunLock(path, file);
    } catch (thrown) {
      file?.close();
      throw failed("hold", path, thrown);
    }
  }

  /**
   * Whether somebody holds the lock; without a file nobody does.
   *
   * @throws {Error} When that cannot be told, for want of a permission for instance; names the file.
   */
  static isHeld(path: string): boolean {
    try {
      using file = Deno.openSync(path, { write: true });
      return !file.tryLockSync(true);
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound) return false;
      throw failed("judge", path, thrown);
    }
  }

  /**
   * Takes the file away, if there is one.
   *
   * @throws {Error} When it cannot be removed; names it.
   */
  static remove(path: string): void {
    try {
      Deno.removeSync(path);
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.NotFound)) throw failed("remove", path, thrown);
    }
  }

  /** Unlocks, and leaves the file where it is. Again: nothing. */
  release(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /**
   * Removes the file, and then unlocks. Again: nothing.
   *
   * @throws {Error} When the file cannot be removed; names it. It is unlocked nevertheless.
   */
  end(): void {
    if (this.#file === undefined) return;
    try {
      RunLock.remove(this.#path);
    } finally {
      this.release();
    }
  }
}

function failed(action: string, path: string, thrown: unknown): Error {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new Error(`Cannot ${action} the lock file "${path}": ${reason}`, { cause: thrown });
}
