/** What a number of a metric means: one that only grows, or one that goes up and down. */
export type MetricType = "counter" | "gauge";

/** One number of a metric, and the labels that tell it from the others. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * One metric in Prometheus' text format 0.0.4: its help, its type and a line for each sample. Without a sample it is nothing at all.
 *
 * @param name Of letters, digits and underscores; the names of labels too.
 */
export function metricText(name: string, type: MetricType, help: string, samples: Iterable<Sample>): string {
  let lines = "";
  for (const [labels, value] of samples) lines += `${name}${labelText(labels)} ${numberText(value)}\n`;
  return lines === "" ? "" : `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  let pairs = "";
  for (const label in labels) pairs += `${pairs && ","}${label}="${escaped(labels[label]!, '"')}"`;
  return pairs && `{${pairs}}`;
}

/** A text in which backslashes, line feeds and one more character are escaped. Nearly all texts have none of them. */
function escaped(text: string, also = ""): string {
  if (!/[\\\n"]/.test(text)) return text;
  const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", [also]: `\\${also}` };
  return text.replaceAll(/[\\\n"]/g, (character) => escapes[character] ?? character);
}

function numberText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
