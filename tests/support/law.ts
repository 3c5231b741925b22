import fc from "fast-check";

/**
 * Checks a property, named by its test. A failure prints the counterexample and the line that replays it; `REPLAY` (seed and
 * path, `seed:path`) is how that line hands them over.
 */
export async function holds<Values>(
  test: Deno.TestContext,
  property: fc.IRawProperty<Values>,
  parameters: fc.Parameters<Values> = {},
): Promise<void> {
  const details = await fc.check(property as fc.IAsyncProperty<Values>, { ...parameters, ...replay() });
  if (!details.failed) return;
  const file = decodeURI(new URL(test.origin).pathname).replace(/^.*\/(?=tests\/)/, "");
  const filter = test.name.replaceAll(/["$`\\]/g, ".");
  throw new Error(
    `${fc.defaultReportMessage(details)}\n\nReplay it with:\n` +
      `REPLAY=${details.seed}:${details.counterexamplePath} deno test -A ${file} --filter "${filter}"`,
    { cause: details.errorInstance },
  );
}

function replay(): { seed?: number; path?: string } {
  if (Deno.permissions.querySync({ name: "env", variable: "REPLAY" }).state !== "granted") return {};
  const [seed, ...path] = (Deno.env.get("REPLAY") ?? "").split(":");
  return seed ? { seed: Number(seed), path: path.join(":") } : {};
}
