// @ts-types="../std.d.ts"
import { green, red, yellow } from "@std/fmt/colors";
import type { CorpusEntry } from "../campaign/corpus.ts";
import type { Terminal } from "../terminal.ts";
import { causeText } from "./cause_text.ts";
import { messageText } from "./failure_message.ts";
import { plain, wrapped } from "./paragraph.ts";

/** What became of one file of a corpus, as lines. */
export function corpusLines(entry: CorpusEntry, { width, glyphs }: Terminal): string[] {
  switch (entry.status) {
    case "unusable":
      return entry.problem.message.split("\n").flatMap((line, index) =>
        wrapped(plain(line), width, index === 0 ? `${glyphs.unknown} ` : "    ")
      ).map(yellow);
    case "mended":
      return wrapped(plain(`${entry.path} no longer fails`), width, `${glyphs.held} `).map(green);
    case "fails": {
      const [first] = entry.failures;
      const how = entry.isSame ? "still fails" : "still fails, in another way than it did";
      return wrapped(
        plain(`${entry.path} ${how}: ${causeText(first!)}: ${messageText(first)}`),
        width,
        `${glyphs.failed} `,
      )
        .map(red);
    }
    default:
      return entry satisfies never;
  }
}
