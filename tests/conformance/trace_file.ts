import { z } from "zod";
import { type Trace, traceSchema } from "./trace.ts";

/** A trace and where it was read. */
export interface LoadedTrace {
  readonly trace: Trace;
  /** A file, or a file and a line of it, such as `traces/otp.jsonl:12`. */
  readonly source: string;
}

/** A path cannot be read, or what is there is no trace. */
export class TraceFileError extends Error {
  override readonly name = "TraceFileError";
}

/**
 * Reads every trace of a file (`.json`: one; any other: one a line) or of the `.json` and `.jsonl` files of a folder and its folders.
 *
 * @throws {TraceFileError} Names the file, the line and the field.
 */
export function loadTraces(path: string): LoadedTrace[] {
  const files = traceFiles(path);
  const traces = files.flatMap(readFile);
  if (traces.length === 0) throw new TraceFileError(`Cannot replay "${path}": there is no trace`);
  return traces;
}

function traceFiles(path: string): string[] {
  return attempt(path, () => {
    if (!Deno.statSync(path).isDirectory) return [path];
    const entries = [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1);
    return entries.flatMap(({ name, isDirectory }) =>
      isDirectory || /\.jsonl?$/.test(name) ? traceFiles(`${path.replace(/\/$/, "")}/${name}`) : []
    );
  });
}

function readFile(path: string): LoadedTrace[] {
  const text = attempt(path, () => Deno.readTextFileSync(path));
  if (path.endsWith(".json")) return [parse(text, path)];
  return text.split("\n").flatMap((line, index) => line.trim() === "" ? [] : [parse(line, `${path}:${index + 1}`)]);
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof TraceFileError) throw thrown;
    throw new TraceFileError(`Cannot read "${path}": ${(thrown as Error).message}`, { cause: thrown });
  }
}

function parse(text: string, source: string): LoadedTrace {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new TraceFileError(`Cannot read ${source}: it is no JSON: ${(thrown as Error).message}`, { cause: thrown });
  }
  const result = traceSchema.safeParse(value);
  if (result.success) return { trace: result.data, source };
  const [issue] = result.error.issues;
  const where = z.core.toDotPath(issue!.path) || "the whole";
  throw new TraceFileError(`Cannot read ${source}: it is no trace: ${where}: ${issue!.message}`, {
    cause: result.error,
  });
}
