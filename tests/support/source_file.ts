/** One file of the package, read for the tests of its architecture. */
export interface SourceFile {
  /** From the root of the repository, such as `src/core/backoff.ts`. */
  readonly path: string;
  /** Without comments and without the texts in quotes. */
  readonly code: string;
  /** What it imports or exports from elsewhere, as it is written. */
  readonly specifiers: readonly string[];
  /** What of that is loaded when the program runs: not what `import type` and `export type` name. */
  readonly loads: readonly string[];
}

/** The root of the repository. */
export const root = new URL("../../", import.meta.url);

/** Every TypeScript file under a folder (`src`), or the file itself (`mod.ts`). */
export function sourceFiles(path: string): SourceFile[] {
  if (path.endsWith(".ts")) return [read(path)];
  return entries(path).flatMap((name) => sourceFiles(`${path}/${name}`));
}

/** What a folder holds, sorted; of files only TypeScript. */
export function entries(path: string): string[] {
  return [...Deno.readDirSync(new URL(path, root))]
    .filter(({ name, isDirectory }) => isDirectory || name.endsWith(".ts"))
    .map(({ name }) => name)
    .sort();
}

function read(path: string): SourceFile {
  const withoutComments = Deno.readTextFileSync(new URL(path, root))
    .replaceAll(/("(?:\\.|[^"\\\n])*")|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (_, text = "") => text);
  const specifiers = specifiersIn(withoutComments);
  const loads = specifiersIn(withoutComments.replaceAll(/^(?:import|export) type\b[^;]*;/gm, ""));
  return { path, specifiers, loads, code: withoutComments.replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""') };
}

function specifiersIn(code: string): string[] {
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, each]) => each!);
}

/** The path that a relative specifier leads to; `undefined` for one that is not relative. */
export function target(from: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return new URL(specifier, `file:///${from.path}`).pathname.slice(1);
}
