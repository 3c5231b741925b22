/** What does not come within this time does not come. */
const patienceMs = 60_000;

/** Looks every few milliseconds whether something is so; fails if that takes too long. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!await isSo()) {
    if (performance.now() > endMs) throw new Error(`Not seen within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
