import { replayCapsule } from "../../src/simulation/campaign/replay.ts";
import { checkReadable } from "../input_file.ts";
import { systemReason } from "../system_reason.ts";
import { UsageError } from "../usage_error.ts";
import { type AnyCapsule, readCapsule } from "./capsule_file.ts";
import { type CorpusEntry, isFailureOf } from "./corpus_entry.ts";
import { subjectOf } from "./subject_of.ts";

/**
 * The files of a folder that may be capsules, in the order of their names: those named `.json`, without the scenarios beside them, which are
 * named `.min.json` or `.case.json`.
 *
 * @throws {UsageError} If the folder cannot be read.
 */
export function corpusFiles(folder: string, args: readonly string[]): readonly string[] {
  checkReadable(folder, args);
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isDirectory }) => !isDirectory && /\.json$/i.test(name) && !/\.(min|case)\.json$/i.test(name))
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
      yield { status: "unusable", path, problem: thrown.message };
      continue;
    }
    const { scenario, engine, seed, failures: [keptFor] } = capsule;
    const subject = await subjectOf({ scenario, engine: engine ?? "real", swarm: false });
    const { isSame, run: { outcome: { failures, cutOffBy } } } = await replayCapsule(capsule, subject, {
      limit,
      signal,
    });
    if (cutOffBy === "signal") return;
    // A run that was cut off might have failed later.
    const status = failures.length > 0 ? "fails" : cutOffBy === "limit" ? "unknown" : "mended";
    const isKept = isFailureOf(keptFor);
    yield {
      status,
      path,
      seed,
      ...(keptFor === undefined ? {} : { keptFor: { name: keptFor.name, kind: keptFor.kind } }),
      failures: [...failures.filter(isKept), ...failures.filter((failure) => !isKept(failure))],
      isSame,
    };
  }
}
