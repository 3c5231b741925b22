import { checkedScenario } from "../scenario/checked_scenario.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";
import { castOf } from "../../src/simulation/cast.ts";
import { formatAmount } from "../report/figure.ts";
import { plain } from "../report/paragraph.ts";
import { neverReadyNote } from "../scenario/never_ready.ts";
import { type AnySource, isExecutorSource, scenarioSource } from "../scenario/scenario_source.ts";
import { terminalOf } from "../terminal.ts";
import { UsageError } from "../usage_error.ts";
import { usageText } from "../usage_text.ts";

/** How many workers there are, in how many groups; or how many loads and faults. */
function sizeText(source: AnySource): string {
  if (isExecutorSource(source)) {
    const { load, store: { faults = [] } = {} } = source.scenario;
    return `an executor, ${formatAmount(load.length, "load")}, ${formatAmount(faults.length, "fault")} of the store`;
  }
  const { scenario } = source;
  const { members, groups } = castOf(scenario);
  const workers = formatAmount(members.length, "worker");
  return groups.length === 1 ? workers : `${workers}, ${formatAmount(groups.length - 1, "group")} below the root`;
}

/** Checks scenario files. */
export const command: Command = {
  name: "validate",
  summary: "Check scenario files and name the problems in them",
  operands: "FILE …",
  operandCount: { min: 1, max: Infinity },
  details: [
    "Named at once are every mistake of form and every bad expectation. Of what only the whole can show, such as a name that is taken, it is " +
    "the first of the workers, and of each part that goes wrong by itself.",
    "A note tells who can never be up; it is no problem. Exit code 2 if any file has a problem. Reading a file needs --allow-read; - is the " +
    "standard input.",
  ],
  options: [],
  examples: [
    { line: "validate - < scenario.yaml", summary: "Is it all right?" },
  ],
  async run({ operands, args, stdout, stderr }) {
    const { glyphs } = terminalOf(stdout);
    let code: number = exitCode.held;
    for (const word of operands) {
      try {
        const source = await checkedScenario(await scenarioSource(word, args));
        stdout.line(`${glyphs.held} ${word}: ${plain(source.scenario.name)}, ${sizeText(source)}`);
        const note = isExecutorSource(source) ? undefined : neverReadyNote(source.scenario);
        if (note !== undefined) stdout.line(`  ${plain(note)}`);
      } catch (thrown) {
        if (!(thrown instanceof UsageError)) throw thrown;
        if (operands.length === 1) throw thrown;
        stderr.line(await usageText(thrown));
        code = exitCode.usage;
      }
    }
    return code;
  },
};
