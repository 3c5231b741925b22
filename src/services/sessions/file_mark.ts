/**
 * How a file looked: who holds one open asks whether its path still leads to it, and whether anybody wrote to it. Only the file's entry is
 * looked at, never the file: closing it would take away the locks that this process has on it.
 */
export class FileMark {
  readonly #path: string;
  readonly #identity: string | undefined;
  #state: string | undefined;

  /** Looks at the file; what is there now is the one that is meant. */
  constructor(path: string) {
    this.#path = path;
    const found = entry(path);
    this.#identity = identity(found);
    this.#state = state(found);
  }

  /** Gone when the path leads nowhere or to another file; touched when the file was written to since it was accepted. */
  look(): "same" | "touched" | "gone" {
    const found = entry(this.#path);
    if (found === undefined || identity(found) !== this.#identity) return "gone";
    return state(found) === this.#state ? "same" : "touched";
  }

  /** Whether there was a file, and is none any more, or another one. */
  get isGone(): boolean {
    return this.#identity !== undefined && this.look() === "gone";
  }

  /** Takes the file as it is now. */
  accept(): void {
    this.#state = state(entry(this.#path));
  }
}

/** A file whose entry cannot be read is none. */
function entry(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

function identity(found: Deno.FileInfo | undefined): string | undefined {
  return found && `${found.dev} ${found.ino}`;
}

function state(found: Deno.FileInfo | undefined): string | undefined {
  return found && `${found.size} ${found.mtime?.getTime()}`;
}
