import { assertEquals } from "@std/assert";
import { root } from "../support/source_file.ts";
import { differences } from "./differences.ts";
import { judge, type Verdict } from "./judge.ts";
import { loadTraces } from "./trace_file.ts";

/** How many traces were recorded of each system; none may get lost. */
const systems = { otp: 154, "otp-fuzz": 400, elixir: 14, suture: 31 } as const;

/** The verdict on each trace, judged when first asked for. */
const verdicts = new Map<string, Promise<Map<string, Verdict>>>();

function verdictsOf(system: string): Promise<Map<string, Verdict>> {
  if (!verdicts.has(system)) verdicts.set(system, judgeAll(system));
  return verdicts.get(system)!;
}

async function judgeAll(system: string): Promise<Map<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  for (const { trace } of loadTraces(new URL(`fixtures/oracle/${system}`, root).pathname)) {
    verdicts.set(trace.name, await judge(trace));
  }
  return verdicts;
}

for (const [system, count] of Object.entries(systems)) {
  Deno.test(`the library decides as ${system} did, but for what differs on purpose`, async () => {
    const verdicts = await verdictsOf(system);
    const found = [...verdicts].flatMap(([name, { problems }]) => problems.map((problem) => `${name}: ${problem}`));
    if (found.length > 0) throw new Error(`What differs\n${found.join("\n")}`);
    assertEquals(verdicts.size, count);
  });
}

Deno.test("every deliberate difference is at work in some trace", async () => {
  const all = await Promise.all(Object.keys(systems).map(verdictsOf));
  const used = new Set(all.flatMap((verdicts) => [...verdicts.values()].flatMap(({ uses }) => [...uses])));
  assertEquals(differences.map(({ name }) => name).filter((name) => !used.has(name)), []);
});
