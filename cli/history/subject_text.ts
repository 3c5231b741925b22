import type { ExecutionError, ExecutionRecord, ExecutionSubject } from "../../src/telemetry/execution_record.ts";
import { plain } from "../report/paragraph.ts";

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text of a store for a line of a terminal: what would steer it, or turn the direction of what follows, is spelled out as in JSON, such
 * as `\n` for a line break.
 */
export function shownText(text: string): string {
  return plain(text.replace(/[\n\r\t]/g, (found) => shortEscapes[found]!)).replace(
    /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The lines of a text of a store for a terminal, with blanks for tabs; anything else that would steer it is spelled out. */
export function shownLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => shownText(line.replaceAll("\t", "    ")));
}

/** Who is executed: `ingest[2]/on order (orders.new)`. */
export function subjectText({ owner, instance, name, topic }: Omit<ExecutionSubject, "kind">): string {
  const which = instance === "" ? "" : `[${instance}]`;
  return shownText(`${owner}${which}/${name}${topic === "" ? "" : ` (${topic})`}`);
}

/** What went wrong: `TypeError: no such order`. */
export function errorText({ type, message }: Pick<ExecutionError, "type" | "message">): string {
  return shownText(message === "" ? type : `${type}: ${message}`);
}

/** What went wrong with an execution, in a line; empty if nothing did. */
export function faultText({ error, dependencyFailed, timedOutBy }: ExecutionRecord): string {
  const notes = [
    ...(timedOutBy === "body" ? ["thrown by its own body"] : []),
    ...(dependencyFailed ? ["for want of a dependency"] : []),
  ];
  const text = error === null ? "" : errorText(error);
  return [text, ...notes.map((note) => `(${note})`)].filter((part) => part !== "").join(" ");
}
