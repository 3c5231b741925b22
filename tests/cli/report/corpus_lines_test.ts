import { assertEquals } from "@std/assert";
import type { RunEntry } from "../../../cli/campaign/corpus_entry.ts";
import { failingText } from "../../../cli/report/corpus_lines.ts";

const missed = (name: string) => ({
  name,
  kind: "expectation" as const,
  message: `it came to 9, expected ${name}`,
  atMs: 0,
});
const entry = (fields: Partial<RunEntry>): RunEntry => ({
  status: "fails",
  path: "a.json",
  seed: "1",
  failures: [missed("storm(1s) <= 8"), missed("give-ups == 0")],
  isSame: true,
  ...fields,
});

Deno.test("failingText() begins with what it was kept for, and names the others after it", () => {
  const keptFor = missed("storm(1s) <= 8");
  const what =
    'expectation "storm(1s) <= 8": it came to 9, expected storm(1s) <= 8; and with it: expectation "give-ups == 0"';
  assertEquals([failingText(entry({ keptFor })), failingText(entry({ keptFor, isSame: false }))], [
    `still fails: ${what}`,
    `still fails, in another way than it did: ${what}`,
  ]);
});

Deno.test("failingText() says where what it was kept for is mended and something else fails", () => {
  assertEquals(
    failingText(entry({ keptFor: missed("crashes == 0"), failures: [missed("give-ups == 0")] })),
    'no longer fails with expectation "crashes == 0", but with expectation "give-ups == 0": it came to 9, expected ' +
      "give-ups == 0",
  );
});
