import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";

/** Prints the JSON Schema of scenario files. */
export const command: Command = {
  name: "schema",
  action: "print the schema",
  summary: "Print the JSON Schema of a scenario file (draft 2020-12)",
  operands: "",
  operandCount: { min: 0, max: 0 },
  details: ["An editor that knows it completes names and marks mistakes: point to it from a file's $schema field."],
  options: [],
  examples: [{ line: "schema > scenario.schema.json", summary: "Keep it for an editor" }],
  async run({ stdout }) {
    const { anyScenarioJsonSchema } = await import("../scenario/executor_schema.ts");
    stdout.line(JSON.stringify(anyScenarioJsonSchema(), undefined, 2));
    return exitCode.held;
  },
};
