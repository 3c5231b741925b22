import type { Command } from "../command.ts";
import { exitCode } from "../exit_code.ts";
import { writeOutputFile } from "../output_file.ts";
import { permissionFlag, programLine, shellWord } from "../program.ts";
import { expectationFigures } from "../scenario/expectation_figures.ts";
import { scenarioExtensions, scenarioFormat } from "../scenario/scenario_text.ts";
import { scenarioTemplate } from "../scenario/scenario_template.ts";
import { UsageError } from "../usage_error.ts";

/** Writes a template to begin with. */
export const command: Command = {
  name: "init",
  summary: "Write a commented scenario to begin with",
  operands: "FILE",
  operandCount: { min: 1, max: 1 },
  details: [
    `The file's name says the format: ${
      scenarioExtensions.join(", ")
    }; JSON has no comments, so .json comes without. Writing ` +
    "needs --allow-write.",
    `What a scenario can expect is about one of ${expectationFigures.join(", ")}.`,
    "A recovery lasts from being up no more to being up again; that of a worker that fails before it is up begins with its first failure.",
  ],
  options: [{ name: "force", summary: "Write over a file that is there already" }],
  examples: [
    { line: "init scenario.yaml", summary: "Then: simulate scenario.yaml" },
    { line: "init scenario.jsonc --force", summary: "Begin anew" },
  ],
  run({ operands: [path], args, flags, stdout }) {
    const format = scenarioFormat(path!);
    if (format === undefined) {
      throw new UsageError(`Cannot write "${path}": its name must end in one of ${scenarioExtensions.join(", ")}`);
    }
    if (Deno.permissions.querySync({ name: "write", path: path! }).state !== "granted") {
      const line = [programLine(permissionFlag("write", path!)), ...args.map(shellWord)].join(" ");
      throw new UsageError(`Cannot write "${path}": writing files is not allowed. Allow it with:\n  ${line}`);
    }
    try {
      writeOutputFile(path!, scenarioTemplate(format), { createNew: !flags.has("force") });
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.cause instanceof Deno.errors.AlreadyExists)) throw thrown;
      throw new UsageError(`Cannot write "${path}": the file exists; --force writes over it`, { cause: thrown });
    }
    stdout.line(`Wrote ${path}. Run it with:`);
    stdout.line(`  ${programLine(permissionFlag("read", path!))} simulate ${shellWord(path!)}`);
    return exitCode.held;
  },
};
