import fc from "fast-check";

/**
 * Checks a property, named by its test, with values drawn from a seed that the name gives: a gate says the same of the same tree. `RUNS`
 * draws so many of a fresh seed, to look for what was never seen. A failure prints the counterexample and the line that replays it;
 * `REPLAY` (seed and path, `seed:path`) is how that line hands them over.
 */
export async function holds<Values>(
  test: Deno.TestContext,
  property: fc.IRawProperty<Values>,
  parameters: fc.Parameters<Values> = {},
): Promise<void> {
  const details = await fc.check(property as fc.IAsyncProperty<Values>, {
    seed: seedOf(test.name),
    ...parameters,
    ...asked(),
  });
  if (!details.failed) return;
  const file = decodeURI(new URL(test.origin).pathname).replace(/^.*\/(?=tests\/)/, "");
  const filter = test.name.replaceAll(/["$`\\]/g, ".");
  throw new Error(
    `${fc.defaultReportMessage(details)}\n\nReplay it with:\n` +
      `REPLAY=${details.seed}:${details.counterexamplePath} deno test -A ${file} --filter "${filter}"`,
    { cause: details.errorInstance },
  );
}

/** The seed of a text, by FNV-1a. */
function seedOf(text: string): number {
  return new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) | 0;
}

/** What the environment asks for: one run again, or many new ones. */
function asked(): { seed?: number; path?: string; numRuns?: number } {
  const [seed, ...path] = (variable("REPLAY") ?? "").split(":");
  if (seed) return { seed: Number(seed), path: path.join(":") };
  const runs = variable("RUNS");
  // A seed of undefined is one drawn by fast-check.
  return runs ? { seed: undefined, numRuns: Number(runs) } : {};
}

function variable(name: string): string | undefined {
  return Deno.permissions.querySync({ name: "env", variable: name }).state === "granted"
    ? Deno.env.get(name)
    : undefined;
}
