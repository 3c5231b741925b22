import { median, ratios, rounds, spread } from "./rounds.ts";
import type { Row } from "./row.ts";

const empty = "empty program";
const programs: Readonly<Record<string, readonly string[]>> = {
  [empty]: ["programs/empty.ts"],
  "mod.ts": ["programs/mainstay.ts"],
  "src/simulation/mod.ts": ["programs/simulation.ts"],
  "effect 4": ["programs/effect.ts"],
  "effection 4": ["programs/effection.ts"],
  "cli/main.ts simulate": ["../../cli/main.ts", "simulate"],
};

/** The most milliseconds over the empty program. */
const limitsMs: Readonly<Record<string, number>> = { "mod.ts": 5 };
/** The most times the empty program. */
const limits: Readonly<Record<string, number>> = { "cli/main.ts simulate": 2.5 };

/** The wall time of a cold process, from its start to its end, in milliseconds. */
async function run([module, ...args]: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-lock", new URL(module!, import.meta.url).href, ...args],
    stdin: "null",
  }).output();
  const tookMs = performance.now() - startedMs;
  if (!success) throw new Error(`Cannot run ${module}: ${new TextDecoder().decode(stderr)}`);
  return tookMs;
}

/** What a process costs that imports the package, or runs its command line, over one that does nothing. */
export async function measure(): Promise<Row[]> {
  const names = Object.keys(programs);
  for (const name of names) await run(programs[name]!); // Fills the caches.
  const values = await rounds(21, names, (name) => run(programs[name]!));
  return names.flatMap((what): Row[] => {
    const toEmpty = ratios(values[what]!, values[empty]!);
    const row: Row = {
      what: `cold process: ${what}`,
      unit: "ms",
      value: median(values[what]!),
      ...(what === empty ? { spread: spread(values[what]!) } : {
        versus: empty,
        ratio: median(toEmpty),
        spread: spread(toEmpty),
        ...(limits[what] === undefined ? {} : { limit: limits[what] }),
      }),
    };
    if (what === empty) return [row];
    const overEmpty = values[what]!.map((ms, round) => ms - values[empty]![round]!);
    return [row, {
      what: `cold process, over the empty one: ${what}`,
      unit: "ms",
      value: median(overEmpty),
      spread: spread(overEmpty),
      ...(limitsMs[what] === undefined ? {} : { limit: limitsMs[what] }),
    }];
  });
}
