import { readJsonFile } from "../input_file.ts";
import { formatAmount } from "../report/figure.ts";
import { UsageError } from "../usage_error.ts";
import type { ToldResult } from "./campaign_command.ts";
import { capsuleOf, isCapsule } from "./capsule_file.ts";

/**
 * What campaigns came to, as `simulate --out` has written it: one, or several in a list.
 *
 * @param args The command line as it was typed, for the message that says how to allow the reading.
 * @throws {UsageError} With every problem that the file has, one a line, each with its field.
 */
export async function readCampaigns(path: string, args: readonly string[]): Promise<readonly ToldResult[]> {
  const data = readJsonFile(path, args);
  const shown = `"${path}"`;
  if (Array.isArray(data) && data.length === 0) throw new UsageError(`Cannot merge ${shown}: it holds no campaign`);
  if (isCapsule(data)) throw new UsageError(`Cannot merge ${shown}: it is a capsule, which replay runs again`);
  if (!Array.isArray(data)) return [await campaignResultOf(data, shown)];
  return await Promise.all(data.map((each, index) => campaignResultOf(each, `${shown}, place ${index + 1}`)));
}

async function campaignResultOf(data: unknown, shown: string): Promise<ToldResult> {
  const [{ campaignSchema }, { parseParams, scenarioProblems }] = await Promise.all([
    import("./campaign_schema.ts"),
    import("../scenario/scenario_problem.ts"),
  ]);
  const parsed = campaignSchema.safeParse(data, parseParams);
  if (!parsed.success) {
    const problems = scenarioProblems(parsed.error.issues);
    throw badResult(shown, problems.map(({ path, message }) => `${path === "" ? "" : `${path}: `}${message}`));
  }
  const { runs, seeds, verdicts, figures, expectations } = parsed.data;
  const judged = Object.values(verdicts).reduce((sum, each) => sum + each, 0);
  const disagree = [
    ...(seeds.length === runs ? [] : [`seeds: expected as many as runs, ${runs}, found ${seeds.length}`]),
    ...(judged === runs ? [] : [`verdicts: expected as many as runs, ${runs}, found ${judged}`]),
    ...Object.entries(figures).filter(([, values]) => values.length !== runs)
      .map(([name, values]) => `figures.${name}: expected as many as runs, ${runs}, found ${values.length}`),
    ...expectations.filter(({ heldRuns }) => heldRuns !== null && heldRuns > runs)
      .map(({ expectation, heldRuns }) =>
        `expectations: "${expectation}" cannot have held in ${heldRuns} of ${runs} runs`
      ),
  ];
  if (disagree.length > 0) throw badResult(shown, disagree);
  const failures = await Promise.all(parsed.data.failures.map(async ({ seed, capsule, minimal }) => ({
    seed,
    capsule: await capsuleOf(capsule, `${shown}, seed ${seed}`),
    ...(minimal === undefined ? {} : { minimal: await capsuleOf(minimal, `${shown}, seed ${seed}, minimal`) }),
  })));
  // What an aggregate is, the campaigns themselves know alone: one that is none of theirs makes them refuse the result.
  return { ...parsed.data, failures } as ToldResult;
}

function badResult(shown: string, problems: readonly string[]): UsageError {
  const lines = problems.map((each) => `\n  ${each}`).join("");
  return new UsageError(
    `Cannot use the result of a campaign in ${shown}: ${formatAmount(problems.length, "problem")}${lines}`,
  );
}
