import { assertEquals } from "@std/assert";
import { campaignCode, corpusCode } from "../../../cli/campaign/campaign_code.ts";
import type { CorpusEntry } from "../../../cli/campaign/corpus_entry.ts";
import { accountOf } from "../account_of.ts";

const none = { "held": 1, "broken": 0, "not-recovered": 0, "missed": 0, "nondeterministic": 0, "limited": 0 };

Deno.test("campaignCode() is that of the worst run", () => {
  const code = (verdicts: Partial<typeof none>, uncovered: string[] = []) =>
    campaignCode({ verdicts: { ...none, ...verdicts }, expectations: [] }, uncovered);
  assertEquals([
    code({}),
    code({}, ["storm"]),
    code({ missed: 1 }, ["storm"]),
    code({ missed: 1, limited: 1 }),
    code({ "limited": 1, "not-recovered": 1 }),
    code({ "not-recovered": 1, "nondeterministic": 1 }),
    code({ nondeterministic: 1, broken: 1 }),
  ], [0, 6, 3, 124, 4, 5, 1]);
});

Deno.test("campaignCode() takes an expectation over all runs as missed, though every run held", async () => {
  const { result: { expectations: [held], verdicts } } = await accountOf({});
  assertEquals(campaignCode({ verdicts, expectations: [held!] }, []), 0);
  assertEquals(campaignCode({ verdicts, expectations: [held!, { ...held!, held: false, heldRuns: null }] }, []), 3);
});

Deno.test("corpusCode() is that of the worst file", () => {
  const fails = (kind: "invariant" | "recovery" | "expectation" | "determinism") =>
    ({ status: "fails", failures: [{ name: "x", kind, message: "", atMs: 0 }] }) as unknown as CorpusEntry;
  const mended = { status: "mended", failures: [] } as unknown as CorpusEntry;
  const unusable: CorpusEntry = { status: "unusable", path: "a", problem: "no" };
  assertEquals([
    corpusCode([]),
    corpusCode([mended]),
    corpusCode([mended, fails("expectation")]),
    corpusCode([fails("recovery"), fails("expectation")]),
    corpusCode([fails("determinism"), fails("recovery")]),
    corpusCode([fails("invariant"), fails("determinism")]),
    corpusCode([fails("invariant"), unusable]),
  ], [0, 0, 3, 4, 5, 1, 2]);
});
