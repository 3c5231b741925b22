/**
 * Runs the benches and prints what they measured: `deno task bench [--json] [name …]`, where a name is that of a file without
 * `_bench.ts`. Each bench has a Deno of its own.
 *
 * @module
 */
import { inFreshProcess } from "./fresh_process.ts";
import type { Row } from "./row.ts";

const ending = "_bench.ts";

interface Bench {
  readonly bench: string;
  readonly rows: readonly Row[];
}

function benchNames(): string[] {
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))].map(({ name }) => name);
  return files.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length)).sort();
}

/** Whether the limit is kept; `undefined` where there is none. */
function reached({ value, ratio, limit }: Row): boolean | undefined {
  return limit === undefined ? undefined : (ratio ?? value) <= limit;
}

function figure(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { maximumFractionDigits: Math.min(digits, 4) });
}

function cells(row: Row): string[] {
  const { what, unit, value, versus = "", ratio, spread, limit } = row;
  const kept = reached(row);
  return [
    what,
    `${figure(value)} ${unit}`,
    versus,
    ratio === undefined ? "" : `× ${figure(ratio)}`,
    spread === undefined ? "" : `${figure(spread[0])} … ${figure(spread[1])}`,
    limit === undefined ? "" : `${ratio === undefined ? "" : "× "}${figure(limit)}`,
    kept === undefined ? "" : kept ? "yes" : "NO",
  ];
}

function table(benches: readonly Bench[]): string {
  const head = ["what", "value", "versus", "ratio", "lowest … highest", "limit", "reached"];
  const lines = [head, ...benches.flatMap(({ rows }) => rows.map(cells))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...lines.slice(1)]
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd())
    .join("\n");
}

async function machine(): Promise<string> {
  const { deno, v8 } = Deno.version;
  const load = Deno.loadavg()[0]!.toFixed(1);
  const gibibytes = (Deno.systemMemoryInfo().total / 2 ** 30).toFixed(1);
  const cpu = await Deno.readTextFile("/proc/cpuinfo").then(
    (text) => /model name\s*: (.*)/.exec(text)?.[1],
    () => undefined,
  );
  return `${navigator.hardwareConcurrency} cores (${cpu ?? "unknown"}), ${gibibytes} GiB, load ${load}; ` +
    `${Deno.build.target}, deno ${deno}, v8 ${v8}`;
}

if (import.meta.main) {
  const known = benchNames();
  const names = Deno.args.filter((arg) => arg !== "--json");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    console.error(`Cannot run bench "${unknown}": there are ${known.join(", ")}`);
    Deno.exit(2);
  }
  const facts = await machine();
  const benches: Bench[] = [];
  let failed = false;
  for (const bench of names.length > 0 ? names : known) {
    console.error(`${bench} …`);
    try {
      const rows = await inFreshProcess<Row[]>(new URL("bench_process.ts", import.meta.url).href, bench);
      benches.push({ bench, rows });
    } catch (thrown) {
      console.error(thrown); // The other benches still have something to say.
      failed = true;
    }
  }
  if (Deno.args.includes("--json")) {
    const rows = benches.flatMap(({ bench, rows }) => rows.map((row) => ({ bench, ...row, reached: reached(row) })));
    console.log(JSON.stringify({ machine: facts, rows }, null, 2));
  } else {
    console.log(`${facts}\n\n${table(benches)}`);
  }
  if (failed) Deno.exit(1);
}
