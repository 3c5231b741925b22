/** How many columns a terminal gives the text: two for a wide letter or a picture, none for a mark that sits on another. */
export function columnsOf(text: string): number {
  // Nothing below U+1100 is wide but for marks, which begin at U+0300; nor are the signs that this program draws with.
  if (/^[\x20-\u02ff\u2010-\u2027\u2500-\u25bf\u2713\u2717]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

// Within a function, because compiling these takes a millisecond that only a name in such letters is worth.
function columnsOfCharacter(character: string): 0 | 1 | 2 {
  if (/[\p{Mark}\p{Format}]/u.test(character)) return 0;
  const wide =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\uffe0-\uffe6]/u;
  return wide.test(character) ? 2 : 1;
}

/** The text with its control characters, line breaks and marks of direction spelled out, so that a scenario's words cannot steer the terminal. */
export function plain(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(
    /[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A description as one paragraph: where its lines end in the file is no matter of meaning. */
export function descriptionText(text: string): string {
  return plain(text.replace(/\s+/g, " ").trim());
}

/**
 * The text in exactly as many columns: filled up with blanks, or cut with the mark of an ellipsis. A number at its end is kept, for it
 * alone tells workers apart that are counted out; of a path the last name.
 */
export function fitted(text: string, columns: number, ellipsis: string): string {
  const width = columnsOf(text);
  if (width <= columns) return text + " ".repeat(columns - width);
  const slash = text.lastIndexOf("/", text.length - 2);
  if (slash > 0 && ellipsis !== "") {
    const last = text.slice(slash);
    const around = text.slice(0, slash);
    const room = columns - columnsOf(last);
    if (room < ellipsis.length) return fitted(text.slice(slash + 1), columns, ellipsis);
    const kept = around.includes("/")
      ? begin(around, room - ellipsis.length) + ellipsis
      : fitted(around, room, ellipsis);
    return fitted(kept + last, columns, "");
  }
  const number = /[-\u00d7 x]\d[\d,]*$/.exec(text)?.[0] ?? "";
  const tail = ellipsis.length + number.length + 1 < columns ? ellipsis + number : ellipsis.slice(0, columns);
  return fitted(begin(text, columns - tail.length) + tail, columns, "");
}

/** As much of the text from its beginning on as fits into so many columns. */
function begin(text: string, columns: number): string {
  let kept = "";
  for (const character of text) {
    if (columnsOf(kept + character) > columns) break;
    kept += character;
  }
  return kept;
}

/**
 * The words of the text in lines of at most `width` columns; a longer word has a line of its own.
 *
 * @param first What the first line begins with; the others are indented to the same column.
 */
export function wrapped(text: string, width: number, first = ""): string[] {
  return flowed(text.split(/\s+/).filter((word) => word !== ""), width, first, " ");
}

/** The items in lines of at most `width` columns, none of them broken. */
export function flowed(items: readonly string[], width: number, first = "", gap = "  "): string[] {
  const indent = " ".repeat(columnsOf(first));
  const lines: string[] = [];
  let line = first;
  let used = 0;
  for (const item of items) {
    if (used > 0 && columnsOf(line + gap + item) > width) {
      lines.push(line);
      line = indent;
      used = 0;
    }
    line += used > 0 ? gap + item : item;
    used++;
  }
  lines.push(line);
  return lines;
}
