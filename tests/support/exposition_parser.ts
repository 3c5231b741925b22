/** One line of numbers in Prometheus' text format. */
export interface ParsedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its two comment lines and its samples. */
export interface ParsedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly ParsedSample[];
}

/**
 * Reads Prometheus' text format 0.0.4 as strictly as its description allows, and keeps to the conventions of its names.
 *
 * @throws {Error} For the first thing that is wrong, with its line.
 */
export function parseExposition(text: string): ParsedMetric[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line must end with a line feed");
  if (text.includes("\r") || text.includes("\0")) throw new Error("a carriage return or NUL");
  const metrics: (ParsedMetric & { samples: ParsedSample[] })[] = [];
  const lines = text.split("\n").slice(0, -1);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    try {
      if (line.startsWith("#")) {
        const help = match(/^# HELP ([a-zA-Z_][a-zA-Z0-9_]*) (.+)$/, line);
        const type = match(
          /^# TYPE ([a-zA-Z_][a-zA-Z0-9_]*) (counter|gauge|histogram|summary|untyped)$/,
          lines[++index] ?? "",
        );
        if (type[0] !== help[0]) throw new Error(`TYPE is of ${type[0]}`);
        if (metrics.some(({ name }) => name === help[0])) throw new Error("its metric was there before");
        metrics.push({
          name: help[0]!,
          help: unescaped(help[1]!, /^(?:[^\\]|\\[\\n])*$/),
          type: type[1]!,
          samples: [],
        });
      } else {
        const metric = metrics.at(-1);
        const { name, ...sample } = parseSample(line);
        if (name !== metric?.name) throw new Error("the sample does not stand with its metric");
        metric.samples.push(sample);
      }
    } catch (thrown) {
      throw new Error(`${(thrown as Error).message}, in line ${index + 1}: ${line}`);
    }
  }
  for (const metric of metrics) checkConventions(metric);
  return metrics;
}

function parseSample(line: string): ParsedSample & { readonly name: string } {
  const name = match(/^([a-zA-Z_][a-zA-Z0-9_]*)/, line)[0]!;
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith("{")) {
    rest = rest.slice(1);
    for (;;) {
      const [label, value] = match(/^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"/, rest);
      if (label!.startsWith("__")) throw new Error(`the label ${label} is reserved`);
      if (Object.hasOwn(labels, label!)) throw new Error(`the label ${label} was there before`);
      labels[label!] = unescaped(value!, /^/);
      rest = rest.slice(`${label}="${value}"`.length);
      if (!rest.startsWith(",")) break;
      rest = rest.slice(1);
    }
    match(/^(\}) /, rest);
    rest = rest.slice(1);
  }
  const [value] = match(/^ ([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[+-]Inf|NaN)$/, rest);
  return { name, labels, value: value!.endsWith("Inf") ? Number(value!.replace("Inf", "Infinity")) : Number(value) };
}

function match(pattern: RegExp, text: string): string[] {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`not ${pattern}`);
  return found.slice(1);
}

function unescaped(text: string, allowed: RegExp): string {
  match(allowed, text);
  return text.replaceAll(/\\(.)/g, (_, each) => each === "n" ? "\n" : each);
}

/** What `promtool check metrics` would complain about. */
function checkConventions({ name, help, type, samples }: ParsedMetric): void {
  const complain = (what: string) => {
    throw new Error(`${name}: ${what}`);
  };
  if (samples.length === 0) complain("no sample");
  if (help.trim() === "") complain("no help text");
  if (name !== name.toLowerCase()) complain("capital letters");
  if ((type === "counter") !== name.endsWith("_total")) complain("counters, and only they, end with _total");
  if (/_(?:count|sum|bucket)$/.test(name)) complain("the ending is that of a histogram");
  if (/_(?:gauge|counter)(?:_|$)/.test(name)) complain("the type does not belong into the name");
  if (/_(?:ms|milliseconds?|minutes?|hours?|days?|percent|kilobytes|s|second)(?:_|$)/.test(name)) {
    complain("no base unit");
  }
  if (name.endsWith("_info") && samples.some(({ value }) => value !== 1)) complain("an info is always 1");
  if (type === "counter" && samples.some(({ value }) => !(value >= 0))) complain("a counter is never negative");
  const series = samples.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
  if (new Set(series).size < series.length) complain("a sample was there before");
  const names = new Set(samples.map(({ labels }) => Object.keys(labels).sort().join()));
  if (names.size !== 1) complain("the samples have different labels");
}
