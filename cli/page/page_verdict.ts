import type { RunVerdict } from "../../src/simulation/campaign/subject.ts";
import type { PageTone } from "./page_data.ts";

/** What a page can come to: as a run, or cut off by somebody, or without a part of it, or without a coverage point that was required. */
export type PageVerdict = RunVerdict | "interrupted" | "incomplete" | "uncovered";

/** How a verdict is shown. */
export interface VerdictWord {
  /** In a word or two. */
  readonly word: string;
  /** How. */
  readonly tone: PageTone;
}

/** Each verdict as it is shown, the worst first. */
export const verdictWords: Readonly<Record<PageVerdict, VerdictWord>> = {
  "broken": { word: "Broken", tone: "failed" },
  "nondeterministic": { word: "Not deterministic", tone: "failed" },
  "not-recovered": { word: "Not recovered", tone: "failed" },
  "missed": { word: "Missed", tone: "failed" },
  "uncovered": { word: "Not covered", tone: "failed" },
  "limited": { word: "Unknown", tone: "unknown" },
  "interrupted": { word: "Unknown", tone: "unknown" },
  "incomplete": { word: "Unknown", tone: "unknown" },
  "held": { word: "Held", tone: "held" },
};

/** All verdicts, the worst first. */
export const worstFirst = Object.keys(verdictWords) as readonly PageVerdict[];
