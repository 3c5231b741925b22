import { assertEquals, assertThrows } from "@std/assert";
import { metricText } from "../../../src/services/health/exposition.ts";
import { parseExposition } from "../../support/exposition_parser.ts";

Deno.test("metricText() has help, type and a line for each sample", () => {
  assertEquals(
    metricText("queue_length", "gauge", "What waits.", [[{}, 3], [{ queue: "a", host: "b" }, 0.5]]),
    '# HELP queue_length What waits.\n# TYPE queue_length gauge\nqueue_length 3\nqueue_length{queue="a",host="b"} 0.5\n',
  );
});

Deno.test("metricText() is empty without a sample", () => {
  assertEquals(metricText("queue_length", "gauge", "What waits.", []), "");
});

Deno.test("metricText() escapes labels", () => {
  const value = 'a "quoted" \\path\\n with\na line, {braces} = # and 🙂';
  const text = metricText("x_total", "counter", "Help.", [[{ label: value }, 1]]);
  assertEquals(
    text.split("\n")[2],
    'x_total{label="a \\"quoted\\" \\\\path\\\\n with\\na line, {braces} = # and 🙂"} 1',
  );
  assertEquals(parseExposition(text)[0]!.samples, [{ labels: { label: value }, value: 1 }]);
});

Deno.test("metricText() escapes the help", () => {
  const help = 'A "word" of C:\\new\nand another line.';
  assertEquals(parseExposition(metricText("x", "gauge", help, [[{}, 1]]))[0]!.help, help);
});

Deno.test("metricText() writes every number as Prometheus reads it", () => {
  const numbers = [0, -0, 1, -1.5, 1e21, 1e-7, 2 ** 53, Infinity, -Infinity, NaN];
  const text = metricText("x", "gauge", "Help.", numbers.map((number, index) => [{ index: `${index}` }, number]));
  assertEquals(text.split("\n").slice(2, -1).map((line) => line.split(" ")[1]), [
    "0",
    "0",
    "1",
    "-1.5",
    "1e+21",
    "1e-7",
    "9007199254740992",
    "+Inf",
    "-Inf",
    "NaN",
  ]);
  assertEquals(parseExposition(text)[0]!.samples.length, 10);
});

// The parser must be strict, or what it lets pass proves nothing.
Deno.test("parseExposition() refuses what is no exposition", () => {
  const head = "# HELP a_total Help.\n# TYPE a_total counter\n";
  const wrong: Record<string, string> = {
    "no line feed at the end": `${head}a_total 1`,
    "no help": "# TYPE a_total counter\na_total 1\n",
    "no type": "# HELP a_total Help.\na_total 1\n",
    "an unknown type": "# HELP a Help.\n# TYPE a stateset\na 1\n",
    "an empty line": `${head}\na_total 1\n`,
    "no value": `${head}a_total\n`,
    "a value that is no number": `${head}a_total one\n`,
    "two spaces": `${head}a_total  1\n`,
    "no space": `${head}a_total{b="c"}1\n`,
    "a carriage return": `${head}a_total 1\r\n`,
    "a bare quote in a label": `${head}a_total{b="c"d"} 1\n`,
    "an unknown escape in a label": `${head}a_total{b="c\\t"} 1\n`,
    "no quotes": `${head}a_total{b=c} 1\n`,
    "a label's odd name": `${head}a_total{b-c="d"} 1\n`,
    "a reserved label": `${head}a_total{__name__="d"} 1\n`,
    "a label twice": `${head}a_total{b="c",b="d"} 1\n`,
    "a sample twice": `${head}a_total{b="c"} 1\na_total{b="c"} 2\n`,
    "a sample of another metric": `${head}b_total 1\n`,
    "a metric twice": `${head}a_total 1\n${head}a_total 2\n`,
    "a metric without a sample": head,
    "a counter without _total": "# HELP a Help.\n# TYPE a counter\na 1\n",
    "a gauge with _total": "# HELP a_total Help.\n# TYPE a_total gauge\na_total 1\n",
    "milliseconds": "# HELP a_ms Help.\n# TYPE a_ms gauge\na_ms 1\n",
    "a negative counter": `${head}a_total -1\n`,
    "different labels": `${head}a_total{b="c"} 1\na_total{d="c"} 1\n`,
  };
  assertEquals(parseExposition(`${head}a_total{b="c",} 1\n`.replace(",}", "}")).length, 1);
  for (const [what, text] of Object.entries(wrong)) assertThrows(() => parseExposition(text), Error, undefined, what);
});
