import { builtInExecutorScenarios } from "../scenario/built_in_executor_scenarios.ts";
import { builtInScenarios } from "../scenario/built_in_scenarios.ts";
import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";
import { wrapped } from "../report/paragraph.ts";
import { terminalOf } from "../terminal.ts";

/** Lists the built-in scenarios. */
export const command: Command = {
  name: "list",
  summary: "List the built-in scenarios and what each teaches",
  operands: "",
  operandCount: { min: 0, max: 0 },
  details: [],
  options: [],
  examples: [{ line: "list", summary: "Which scenarios are there?" }],
  run({ stdout }) {
    const { width } = terminalOf(stdout);
    // Those of executors after those of supervisions.
    const scenarios = [...builtInScenarios, ...builtInExecutorScenarios];
    const column = Math.max(...scenarios.map(([name]) => name.length)) + 2;
    for (const [name, { description = "" }] of scenarios) {
      const lines = width >= 60
        ? wrapped(description, width, name.padEnd(column))
        : [name, ...wrapped(description, width, "  ")];
      for (const line of lines) stdout.line(line);
    }
    return exitCode.held;
  },
};
