import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";
import { scenarioSource } from "../scenario/scenario_source.ts";

/** Prints a scenario as JSON. */
export const command: Command = {
  name: "show",
  summary: "Print a scenario as JSON",
  operands: "NAME",
  operandCount: { min: 1, max: 1 },
  details: [
    "NAME is a built-in scenario, a file (reading it needs --allow-read) or - for the standard input. Times are in milliseconds.",
  ],
  options: [],
  examples: [
    { line: "show flapping-worker", summary: "What is in it?" },
    { line: "show flapping-worker > my.json", summary: "Begin a scenario of your own" },
    { line: "show - < scenario.toml", summary: "Turn TOML or YAML into JSON" },
  ],
  async run({ operands: [word], args, stdout }) {
    const { scenario } = await scenarioSource(word!, args);
    // JSON has no word for what is not limited; scenario files have.
    stdout.line(JSON.stringify(scenario, (_key, value) => value === Infinity ? "unlimited" : value, 2));
    return exitCode.held;
  },
};
