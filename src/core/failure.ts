/**
 * What a worker threw, in a form that a log can write: `name` and `message` are plain text and the only fields that JSON sees.
 *
 * Whatever was thrown has them: a string is its own message, `undefined` is "undefined", an error whose `message` getter
 * throws says so. The thrown value itself is at `thrown`.
 */
export class Failure {
  /** The error's name, such as `TypeError`; for a thrown value that is no object, its type. */
  readonly name: string;
  /** The error's message; for a thrown value that is no object, the value as text. */
  readonly message: string;
  readonly #thrown: unknown;

  /** Reads what it can of the thrown value; never throws. */
  constructor(thrown: unknown) {
    this.#thrown = thrown;
    const isObject = (typeof thrown === "object" && thrown !== null) || typeof thrown === "function";
    this.name = isObject ? textOf(thrown, "name") ?? "Object" : typeof thrown;
    this.message = isObject ? textOf(thrown, "message") ?? "" : String(thrown);
  }

  /** The value that was thrown, as it was thrown. */
  get thrown(): unknown {
    return this.#thrown;
  }
}

function textOf(thrown: object, field: "name" | "message"): string | undefined {
  try {
    const value = (thrown as Record<string, unknown>)[field];
    return typeof value === "string" ? value : undefined;
  } catch {
    return `(its ${field} could not be read)`;
  }
}
