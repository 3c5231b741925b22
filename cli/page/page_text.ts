import { plain } from "../report/paragraph.ts";

const mostCharacters = 300;

/** How long a description may be. */
const mostOfDescription = 3_000;

/** Signs that cannot be seen and turn the direction or the line of what follows. */
const steering = /[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Letters that are written from right to left. */
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * A scenario's words as a page shows them: signs that cannot be seen are spelled out, what is very long is cut, and what is written from right
 * to left is kept apart from the words around it.
 */
export function pageText(text: string, most: number = mostCharacters): string {
  const begin = text.slice(0, 2 * most).toWellFormed();
  const characters = [...plain(begin).replace(steering, spelled)];
  const isWhole = begin.length === text.length && characters.length <= most;
  const shown = isWhole ? characters.join("") : `${characters.slice(0, most).join("")}…`;
  return fromRight.test(shown) ? `\u2068${shown}\u2069` : shown;
}

/** What a scenario teaches, as one paragraph: its lines are those of a file, and mean nothing on a page. */
export function descriptionText(description: string): string {
  return pageText(description.trim().replace(/\s+/g, " "), mostOfDescription);
}

function spelled(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
