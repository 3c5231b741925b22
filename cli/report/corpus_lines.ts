// @ts-types="../std.d.ts"
import { green, red, yellow } from "@std/fmt/colors";
import { type CorpusEntry, isFailureOf, type RunEntry } from "../campaign/corpus_entry.ts";
import type { Terminal } from "../terminal.ts";
import { causeText } from "./cause_text.ts";
import { messageText } from "./failure_message.ts";
import { formatAmount, formatCount } from "./figure.ts";
import { plain, wrapped } from "./paragraph.ts";

/** What is said of a run of which nobody knows whether it would have failed. */
export const unknownText = "may still fail: the event limit came first";

/** How one that still fails does so: what it was kept for before all else. */
export function failingText({ keptFor, failures, isSame }: RunEntry): string {
  const [first, ...others] = failures;
  if (first === undefined) return "still fails";
  const also = others.length === 0 ? "" : `; and with it: ${others.map(causeText).join(", ")}`;
  const what = `${causeText(first)}: ${messageText(first)}${also}`;
  if (keptFor !== undefined && !isFailureOf(keptFor)(first)) {
    return `no longer fails with ${causeText(keptFor)}, but with ${what}`;
  }
  return `still fails${isSame ? "" : ", in another way than it did"}: ${what}`;
}

/** The corpus in one line, for the end. */
export function corpusVerdict(entries: readonly CorpusEntry[], { width, glyphs }: Terminal): string[] {
  const count = (status: CorpusEntry["status"]) => entries.filter((entry) => entry.status === status).length;
  const [fails, unknown, unusable] = [count("fails"), count("unknown"), count("unusable")];
  const parts = [
    `${formatCount(fails)} of ${formatAmount(entries.length, "kept failure")} still ${fails === 1 ? "fails" : "fail"}`,
    ...(unknown === 0 ? [] : [`${formatCount(unknown)} unknown`]),
    ...(unusable === 0 ? [] : [`${formatCount(unusable)} cannot be used`]),
  ];
  const bad = fails + unusable > 0;
  const mark = bad ? glyphs.failed : unknown > 0 ? glyphs.unknown : glyphs.held;
  return wrapped(`${parts.join(", ")}.`, width, `${mark} `).map(bad ? red : unknown > 0 ? yellow : green);
}

/** What became of one file of a corpus, as lines. */
export function corpusLines(entry: CorpusEntry, { width, glyphs }: Terminal): string[] {
  switch (entry.status) {
    case "unusable":
      return entry.problem.split("\n").flatMap((line, index) =>
        wrapped(plain(line), width, index === 0 ? `${glyphs.unknown} ` : "    ")
      ).map(yellow);
    case "unknown":
      return wrapped(plain(`${entry.path} ${unknownText}`), width, `${glyphs.unknown} `).map(yellow);
    case "mended":
      return wrapped(plain(`${entry.path} no longer fails`), width, `${glyphs.held} `).map(green);
    case "fails":
      return wrapped(plain(`${entry.path} ${failingText(entry)}`), width, `${glyphs.failed} `).map(red);
    default:
      return entry satisfies never;
  }
}
