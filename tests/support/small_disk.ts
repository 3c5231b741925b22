/** What a mount on this machine says; it has to be tried, because a sandbox may forbid it even to root. */
const refusal = tried();

/** A disk of a test's own that is soon full, in memory; gone with its scope. Needs root, or whoever else may mount. */
export class SmallDisk {
  /** Why there can be none here; `undefined` where there can. */
  static readonly missing: string | undefined = refusal === undefined ? undefined : `a small disk: ${refusal}`;

  readonly path: string;

  /** @param bytes How much it holds. */
  constructor(bytes: number) {
    this.path = mounted(`size=${bytes}`);
  }

  /** The path of a file on it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Leaves no byte free. */
  fill(): void {
    using file = Deno.openSync(this.file("filler"), { create: true, append: true });
    for (let size = 65_536; size > 0;) {
      try {
        // Nobody knows where a file in memory has room left: down to the last byte.
        if (file.writeSync(new Uint8Array(size)) < size) size >>= 1;
      } catch (thrown) {
        if ((thrown as { code?: string }).code !== "ENOSPC") throw thrown;
        size >>= 1;
      }
    }
  }

  /** Makes room again. */
  free(): void {
    Deno.removeSync(this.file("filler"));
  }

  /** Whether it can be written to. */
  set isReadOnly(isReadOnly: boolean) {
    const said = run("mount", ["-o", `remount,${isReadOnly ? "ro" : "rw"}`, this.path]);
    if (said !== undefined) throw new Error(said);
  }

  [Symbol.dispose](): void {
    unmount(this.path);
  }
}

function tried(): string | undefined {
  if (Deno.build.os !== "linux") return "this is no Linux";
  try {
    unmount(mounted("size=65536"));
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function mounted(options: string): string {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "mainstay-disk-" }));
  const said = run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  if (said === undefined) return path;
  Deno.removeSync(path);
  throw new Error(said);
}

function unmount(path: string): void {
  // Lazily, so that a test that failed with files open leaves nothing behind.
  const said = run("umount", ["--lazy", path]);
  if (said !== undefined) throw new Error(said);
  Deno.removeSync(path);
}

/** What a program has to complain of; `undefined` where nothing. */
function run(program: string, args: readonly string[]): string | undefined {
  try {
    const { success, stderr } = new Deno.Command(program, { args: [...args] }).outputSync();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
