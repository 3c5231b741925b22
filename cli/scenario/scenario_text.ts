/** How a scenario can be written down. */
export type ScenarioFormat = "json" | "jsonc" | "yaml" | "toml";

/** Where in a text the parser stumbled, and over what. */
export class ScenarioSyntaxError extends Error {
  override readonly name = "ScenarioSyntaxError";
  /** From 1; `undefined` where the parser does not say. */
  readonly line: number | undefined;
  /** From 1. */
  readonly column: number | undefined;

  constructor(message: string, place: { line?: number; column?: number }, options?: ErrorOptions) {
    super(message, options);
    this.line = place.line;
    this.column = place.column;
  }
}

const extensions: Readonly<Record<string, ScenarioFormat>> = {
  ".json": "json",
  ".jsonc": "jsonc",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".toml": "toml",
};

/** The ends of names by which a format is told. */
export const scenarioExtensions: readonly string[] = Object.keys(extensions);

/** The format that a file's name promises; `undefined` for any other name. */
export function scenarioFormat(path: string): ScenarioFormat | undefined {
  const extension = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? "";
  return Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}

/** The format that a text looks like, by its first line that says something: for input that has no name. */
export function guessedFormat(text: string): ScenarioFormat {
  const line = text.split("\n").map((each) => each.trim()).find((each) => each !== "" && !each.startsWith("#")) ?? "";
  if (/^([{]|\/\/|\/\*)/.test(line)) return "jsonc";
  return /^(\[|[\w."'-]+\s*=)/.test(line) ? "toml" : "yaml";
}

/**
 * What a text holds, as plain data.
 *
 * @throws {ScenarioSyntaxError} With line and column, where the format's parser tells them.
 */
export async function parseScenarioText(text: string, format: ScenarioFormat): Promise<unknown> {
  const source = text.replace(/^\uFEFF/, "");
  switch (format) {
    case "json":
      return await parseJson(source);
    case "jsonc":
      return await parseJsonc(source);
    case "yaml":
      return await parseYaml(source);
    case "toml":
      return await parseToml(source);
    default:
      return format satisfies never;
  }
}

type Parse = { parse(text: string): unknown };

async function parseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // V8 does not say where it stumbled, the parser of JSON with comments does.
    await parseJsonc(text);
    const message =
      "JSON has no comments and no comma after a list's last item; a file that is named .jsonc may have both";
    throw new ScenarioSyntaxError(message, {}, { cause: thrown });
  }
}

async function parseJsonc(text: string): Promise<unknown> {
  const { parse } = await import("@std/jsonc") as Parse;
  try {
    return parse(text);
  } catch (thrown) {
    const message = messageOf(thrown).replace("Cannot parse JSONC: ", "").replaceAll(" in JSONC", "").replace(
      "JSONC",
      "the",
    );
    const position = /^(.*) at position (\d+)$/s.exec(message);
    const offset = position === null ? text.trimEnd().length : Number(position[2]);
    const said = (position?.[1] ?? message).replace(/\s*\n\s*/g, " ");
    throw new ScenarioSyntaxError(said, placeOf(text, offset), { cause: thrown });
  }
}

async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import("@std/yaml") as Parse;
  try {
    return parse(text);
  } catch (thrown) {
    const [, message, line, column] = /^(.*) at line (\d+), column (\d+)/s.exec(messageOf(thrown)) ?? [];
    if (message === undefined) throw new ScenarioSyntaxError(firstLine(messageOf(thrown)), {}, { cause: thrown });
    throw new ScenarioSyntaxError(firstLine(message), { line: Number(line), column: Number(column) }, {
      cause: thrown,
    });
  }
}

async function parseToml(text: string): Promise<unknown> {
  const { parse } = await import("@std/toml") as Parse;
  try {
    return parse(text);
  } catch (thrown) {
    const [, line, column, message] = /line (\d+), column (\d+): (.*)$/s.exec(messageOf(thrown)) ?? [];
    if (message === undefined) throw new ScenarioSyntaxError(firstLine(messageOf(thrown)), {}, { cause: thrown });
    const said = firstLine(message).replace(/ on line '.*$/, "").replace(/:$/, "");
    throw new ScenarioSyntaxError(said, { line: Number(line), column: Number(column) + 1 }, {
      cause: thrown,
    });
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof RangeError && /call stack/.test(thrown.message)) return "it is nested too deeply";
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}
