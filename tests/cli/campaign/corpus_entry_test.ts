import { assertEquals } from "@std/assert";
import { type CorpusEntry, mergedCorpus } from "../../../cli/campaign/corpus_entry.ts";

const entry = (path: string, status: "fails" | "mended" = "mended"): CorpusEntry => ({
  status,
  path,
  seed: "1",
  failures: [],
  isSame: true,
});

Deno.test("mergedCorpus() has a file of several shards once, and both where it came to different things", () => {
  const [a, b, failing] = [entry("a"), entry("b"), entry("a", "fails")];
  assertEquals(mergedCorpus([[b, a], [], [a]]), [a, b]);
  assertEquals(mergedCorpus([[a, b], [failing, b]]), [a, failing, b]);
  assertEquals(mergedCorpus([]), []);
});
