/** What a numeric option may be; `max` and `min` are inclusive. */
export interface NumberRule {
  readonly min: number;
  readonly integer?: boolean;
  /** The least value is itself not allowed: the number must be above `min`. */
  readonly aboveMin?: boolean;
  /** Infinity is allowed too: no limit, or never. */
  readonly orInfinity?: boolean;
}

/**
 * Throws unless `value` is a number that keeps the rule; an infinite one only where the rule says so.
 *
 * @param action What could not be done, such as `supervise worker "ingest"`.
 * @param field The option's full name, such as `backoff.baseMs`.
 * @throws {RangeError} `Cannot <action>: "<field>" must be …, received …`.
 */
export function checkNumber(action: string, field: string, value: unknown, rule: NumberRule): void {
  if (rule.orInfinity && value === Infinity) return;
  const kept = typeof value === "number" && Number.isFinite(value) &&
    (rule.aboveMin ? value > rule.min : value >= rule.min) && (!rule.integer || Number.isInteger(value));
  if (kept) return;
  const kind = rule.integer ? "a whole number" : "a finite number";
  const bound = rule.aboveMin ? `above ${rule.min}` : `of at least ${rule.min}`;
  const unbounded = rule.orInfinity ? ", or Infinity" : "";
  throw new RangeError(`Cannot ${action}: "${field}" must be ${kind} ${bound}${unbounded}, received ${shown(value)}`);
}

/**
 * Throws unless `value` is one of the listed words.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be one of …, received …`.
 */
export function checkChoice(action: string, field: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === "string" && choices.includes(value)) return;
  const list = choices.map((choice) => `"${choice}"`).join(", ");
  throw new TypeError(`Cannot ${action}: "${field}" must be one of ${list}, received ${shown(value)}`);
}

/**
 * Throws unless `value` is an object whose own keys are all known: a misspelt option must not pass silently.
 *
 * @throws {TypeError} `Cannot <action>: unknown option "<field>", known are …`.
 */
export function checkKeys(action: string, prefix: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`Cannot ${action}: "${prefix || "options"}" must be an object, received ${shown(value)}`);
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const field = prefix ? `${prefix}.${key}` : key;
    throw new TypeError(`Cannot ${action}: unknown option "${field}", known are ${known.join(", ")}`);
  }
}

/**
 * A value as an error message shows it: short, and safe for values whose conversion throws.
 */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
  if (typeof value === "function") return value.name ? `function ${value.name}` : "a function";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) {
    return isThenable(value) ? "a promise, which must be awaited" : "an object";
  }
  if (typeof value === "bigint") return `${value}n`;
  return String(value);
}

function isThenable(value: object): boolean {
  try {
    return typeof (value as Record<string, unknown>).then === "function";
  } catch {
    return false;
  }
}

/**
 * Throws unless `value` is true or false.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be true or false, received …`.
 */
export function checkBoolean(action: string, field: string, value: unknown): void {
  if (typeof value === "boolean") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be true or false, received ${shown(value)}`);
}

/**
 * Throws unless `name` is a text that is not empty.
 *
 * @throws {TypeError} `Cannot <action>: "name" must be …`.
 */
export function checkName(action: string, name: unknown): asserts name is string {
  if (typeof name === "string" && name !== "") return;
  throw new TypeError(`Cannot ${action}: "name" must be a text that is not empty, received ${shown(name)}`);
}
