import { assertThrows } from "@std/assert";
import { checkOutcome } from "../../../src/simulation/campaign/outcome_check.ts";
import { curveBins } from "../../../src/simulation/campaign/subject.ts";
import { supervisionSubject } from "../../../src/simulation/campaign/supervision_subject.ts";

Deno.test("checkOutcome() takes what a subject tells of, and names all else", async () => {
  const scenario = { name: "one", horizonMs: 1_000, workers: [{ name: "a" }], expect: ["a: crashes == 0"] };
  const { about, run } = supervisionSubject(scenario, { engine: "policy" });
  const { outcome } = await run(scenario, "1", { limit: 1_000 });
  const check = (change: object) => checkOutcome("count the run of seed 7", about, { ...outcome, ...change });

  check({});
  check({ upCurve: [] });
  check({ figures: {}, samples: {}, coverage: { "a point of its own": 1 } });
  const wrong = [
    [{ verdict: "weird" }, '"verdict" must be one of "held", "broken"'],
    [{ figures: { other: 4 } }, '"figures" must have no name that its subject\'s "about" has not, received "other"'],
    [{ samples: { zz: [1] } }, '"samples" must have no name that its subject\'s "about" has not, received "zz"'],
    [{ upCurve: [0.5] }, `"upCurve" must have ${curveBins} parts or none, received 1`],
  ] as const;
  for (const [change, message] of wrong) {
    assertThrows(() => check(change), TypeError, `Cannot count the run of seed 7: ${message}`);
  }
});
