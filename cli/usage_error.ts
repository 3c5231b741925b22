/** A word that is not known, and the words that are. */
export interface UnknownWord {
  readonly word: string;
  readonly known: readonly string[];
}

/**
 * What was typed, or a file that was named, cannot be understood. The process shows the message, the nearest known word, where
 * there is one, and ends with exit code 2.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What "did you mean" is looked up for. */
  readonly unknown: UnknownWord | undefined;

  constructor(message: string, options: ErrorOptions & { readonly unknown?: UnknownWord } = {}) {
    super(message, options);
    this.unknown = options.unknown;
  }
}
