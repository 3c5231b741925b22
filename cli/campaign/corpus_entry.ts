import type { RunFailure } from "../../src/simulation/campaign/subject.ts";

/** What became of a capsule that was run again; unknown where the event limit came before it failed. */
export interface RunEntry {
  readonly status: "fails" | "mended" | "unknown";
  /** The file's path. */
  readonly path: string;
  readonly seed: string;
  /** What it was kept for; absent of a capsule in which nothing failed. */
  readonly keptFor?: Pick<RunFailure, "name" | "kind">;
  /** What makes it fail now: first what it was kept for, where that is among it. */
  readonly failures: readonly RunFailure[];
  /** Whether the very same run came out. */
  readonly isSame: boolean;
}

/** What became of one file of a corpus, as plain data: it was run, or is no capsule, or one that cannot be used. */
export type CorpusEntry = RunEntry | { readonly status: "unusable"; readonly path: string; readonly problem: string };

/** Whether a run failed in this way. */
export function isFailureOf(kept: Pick<RunFailure, "name" | "kind"> | undefined): (failure: RunFailure) => boolean {
  return ({ name, kind }) => kind === kept?.kind && name === kept.name;
}

/** What the corpora of shards came to: a file that came to the same in several of them stands for all. */
export function mergedCorpus(corpora: readonly (readonly CorpusEntry[])[]): readonly CorpusEntry[] {
  const entries = new Map(corpora.flat().map((entry) => [JSON.stringify(entry), entry]));
  return [...entries.values()].sort((one, other) => one.path < other.path ? -1 : one.path > other.path ? 1 : 0);
}
