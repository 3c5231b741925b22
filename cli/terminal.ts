import { asciiGlyphs, type Glyphs, unicodeGlyphs } from "./report/glyphs.ts";
import type { Output } from "./output.ts";

/** How text may look where it goes. */
export interface Terminal {
  /** In columns. */
  readonly width: number;
  readonly color: boolean;
  readonly glyphs: Glyphs;
}

/** What was asked for; the rest is found out. */
export interface TerminalWish {
  readonly width?: number;
  readonly color?: boolean;
  readonly ascii?: boolean;
}

/** Where nobody can say how wide it is: a file, a pipe, a log of CI. */
const widthElsewhere = 100;
const leastWidth = 20;

/**
 * Finds out how text may look on `output`. Asks for no permission: the environment's `NO_COLOR` is known to Deno, and its locale is
 * looked at only if that is allowed already.
 */
export function terminalOf(output: Output, wish: TerminalWish = {}): Terminal {
  const { width = widthOf(output), color = output.isTerminal && !Deno.noColor, ascii = !speaksUtf8() } = wish;
  return { width, color, glyphs: ascii ? asciiGlyphs : unicodeGlyphs };
}

function widthOf(output: Output): number {
  const columns = output.isTerminal ? terminalColumns() : undefined;
  return columns === undefined ? widthElsewhere : Math.max(columns, leastWidth);
}

/** How many columns the terminal of this process has; `undefined` where it has none, or none that says. */
export function terminalColumns(): number | undefined {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : undefined;
  } catch {
    return undefined;
  }
}

/** The first of these variables that is set decides, as in POSIX; unless we may read them, it is taken for UTF-8. */
function speaksUtf8(): boolean {
  for (const variable of ["LC_ALL", "LC_CTYPE", "LANG"]) {
    if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return true;
    const locale = Deno.env.get(variable);
    if (locale) return /utf-?8/i.test(locale);
  }
  return true;
}
