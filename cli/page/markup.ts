/** A piece of HTML or SVG. Only `markup` makes one, so that what came from outside is always escaped. */
export class Markup {
  /** It as text. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What stands in a piece: text that is escaped, a number, other pieces, or nothing. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

/** A piece whose parts are escaped, unless they are pieces themselves. */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...contents.map(shown)));
}

function shown(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(shown).join("");
  return escaped(String(content));
}

/** Text as it stands in HTML, in an element or in an attribute with quotes. */
export function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A value as JSON in a script element: nothing in it can end the element, or a line of a script. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
