import { replayCapsule } from "../../src/simulation/campaign/replay.ts";
import type { RunFailure } from "../../src/simulation/campaign/subject.ts";
import { checkReadable } from "../input_file.ts";
import { systemReason } from "../system_reason.ts";
import { UsageError } from "../usage_error.ts";
import { type AnyCapsule, readCapsule } from "./capsule_file.ts";
import { subjectOf } from "./subject_of.ts";

/** What became of one file of a corpus; unknown where the event limit came before it failed. */
export type CorpusEntry =
  | {
    readonly status: "fails" | "mended" | "unknown";
    /** The file's path. */
    readonly path: string;
    readonly capsule: AnyCapsule;
    /** What makes it fail now. */
    readonly failures: readonly RunFailure[];
    /** Whether the very same run came out. */
    readonly isSame: boolean;
  }
  /** It is no capsule, or one that cannot be used. */
  | { readonly status: "unusable"; readonly path: string; readonly problem: UsageError };

/**
 * The files of a folder that may be capsules, in the order of their names: those named `.json`, without the scenarios beside them, which are
 * named `.min.json`.
 *
 * @throws {UsageError} If the folder cannot be read.
 */
export function corpusFiles(folder: string, args: readonly string[]): readonly string[] {
  checkReadable(folder, args);
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isDirectory }) => !isDirectory && /\.json$/i.test(name) && !/\.min\.json$/i.test(name))
      .map(({ name }) => `${folder.replace(/\/+$/, "")}/${name}`)
      .sort();
  } catch (thrown) {
    const reason = thrown instanceof Deno.errors.NotFound ? "there is no such folder" : systemReason(thrown);
    throw new UsageError(`Cannot read the corpus "${folder}": ${reason}`, { cause: thrown });
  }
}

/** Runs every capsule of a corpus again, one after the other; it ends early when somebody interrupts. */
export async function* replayCorpus(
  paths: readonly string[],
  args: readonly string[],
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): AsyncIterable<CorpusEntry> {
  for (const path of paths) {
    let capsule: AnyCapsule;
    try {
      capsule = await readCapsule(path, args);
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      yield { status: "unusable", path, problem: thrown };
      continue;
    }
    const { scenario, engine } = capsule;
    const subject = await subjectOf({ scenario, engine: engine ?? "real", swarm: false });
    const { isSame, run: { outcome: { failures, cutOffBy } } } = await replayCapsule(capsule, subject, {
      limit,
      signal,
    });
    if (cutOffBy === "signal") return;
    // A run that was cut off might have failed later.
    const status = failures.length > 0 ? "fails" : cutOffBy === "limit" ? "unknown" : "mended";
    yield { status, path, capsule, failures, isSame };
  }
}
