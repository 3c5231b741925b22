/** A folder of a test's own, gone with its scope: `using folder = new TempFolder()`. */
export class TempFolder {
  /** Without symbolic links, as SQLite tells its files' paths. */
  readonly path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "mainstay-" }));

  /** The path of a file in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** The names of what it holds, sorted. */
  names(): string[] {
    return [...Deno.readDirSync(this.path)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
