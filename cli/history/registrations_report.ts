// @ts-types="../std.d.ts"
import { bold, dim, yellow } from "@std/fmt/colors";
import type { RegistrationRow } from "../../src/telemetry/execution_store.ts";
import { flowed } from "../report/paragraph.ts";
import type { Terminal } from "../terminal.ts";
import { shownText, subjectText } from "./subject_text.ts";
import { cutLine, momentText } from "./text_line.ts";

/** What may be executed, or might be once: who it is, and below it when, since when, and whether that is over. */
export function registrationLines(
  registrations: readonly RegistrationRow[],
  { width, glyphs }: Terminal,
): string[] {
  const ids = registrations.reduce((most, { id }) => Math.max(most, String(id).length), 1);
  const indent = " ".repeat(ids + 2);
  const fit = (line: string) => cutLine(line, width, glyphs.ellipsis);
  return registrations.flatMap((row) => [
    bold(fit(`${String(row.id).padStart(ids)}  ${row.kind.padEnd("handler".length)}  ${subjectText(row)}`)),
    ...flowed(registrationParts(row), width, indent, glyphs.separator).map(fit)
      .map(row.retiredAtMs === null && row.cancelledAtMs === null ? dim : yellow),
  ]);
}

/** When it is executed, since when it may be, and whether that is over. */
export function registrationParts(row: RegistrationRow): string[] {
  const { schedule, oneShot, tier, registeredAtMs, retiredAtMs, cancelledAtMs } = row;
  return [
    ...(schedule === null ? [] : [shownText(schedule)]),
    ...(oneShot ? ["once at most"] : []),
    ...(tier === "framework" ? ["framework"] : []),
    `registered ${shortMoment(registeredAtMs)}`,
    ...(retiredAtMs === null ? [] : [`retired ${shortMoment(retiredAtMs)}`]),
    ...(cancelledAtMs === null ? [] : [`cancelled ${shortMoment(cancelledAtMs)}`]),
  ];
}

/** To the second. */
function shortMoment(atMs: number): string {
  return momentText(atMs).slice(0, 19);
}
