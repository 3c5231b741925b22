/**
 * The command line: `deno run cli/main.ts simulate` runs failure scenarios in virtual time, shows what happened and says whether
 * what must hold did. It needs no permission unless a file is read or written.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { exitCode } from "./exit_code.ts";
import { Output, WriteError } from "./output.ts";
import { programLine } from "./program.ts";
import { UsageError } from "./usage_error.ts";

// Each command is loaded when it is called, so that a run of a built-in scenario does not wait for a schema library.
const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  simulate: () => import("./commands/simulate.ts"),
  replay: () => import("./commands/replay.ts"),
  merge: () => import("./commands/merge.ts"),
  list: () => import("./commands/list.ts"),
  show: () => import("./commands/show.ts"),
  validate: () => import("./commands/validate.ts"),
  init: () => import("./commands/init.ts"),
  schema: () => import("./commands/schema.ts"),
  history: () => import("./commands/history.ts"),
};

/**
 * Carries out one command line, and answers the exit code.
 *
 * @param args What was typed after the program's name.
 */
export async function main(args: readonly string[]): Promise<number> {
  const stdout = new Output(Deno.stdout);
  const stderr = new Output(Deno.stderr, { dispensable: true });
  try {
    return await carryOut(args, stdout, stderr);
  } catch (error) {
    // A campaign says with which seed it came to that.
    const thrown = !isTold(error) && error instanceof Error && isTold(error.cause) ? error.cause : error;
    if (thrown instanceof UsageError) {
      await explain(thrown, args, stderr);
      return exitCode.usage;
    }
    if (thrown instanceof WriteError) {
      stderr.line(`error: ${thrown.message}`);
      return exitCode.unwritten;
    }
    const { faultText } = await import("./fault_text.ts");
    stderr.line(faultText(thrown, args));
    return exitCode.internal;
  }
}

/** Whether it is no fault of the program. */
function isTold(thrown: unknown): boolean {
  return thrown instanceof UsageError || thrown instanceof WriteError;
}

async function carryOut(args: readonly string[], stdout: Output, stderr: Output): Promise<number> {
  const [name, ...rest] = args;
  switch (name) {
    case "--version":
    case "-V": {
      const { version } = await import("./version.ts");
      stdout.line(version());
      return exitCode.held;
    }
    case "help":
    case "--help":
    case "-h":
      if (rest.length > 1) {
        const { tooMany } = await import("./command_line.ts");
        throw tooMany("help", rest.slice(1));
      }
      await help(rest[0], stdout);
      return exitCode.held;
    case undefined:
      await help(undefined, stderr);
      return exitCode.usage;
  }
  if (!Object.hasOwn(commands, name)) throw await unknownCommand(name);
  const { command } = await commands[name]!();
  const { parseCommandLine } = await import("./command_line.ts");
  const call = parseCommandLine(command, rest);
  if (call.flags.has("help")) {
    await help(name, stdout);
    return exitCode.held;
  }
  return await command.run({ ...call, args, stdout, stderr });
}

async function help(name: string | undefined, output: Output): Promise<void> {
  if (name !== undefined && !Object.hasOwn(commands, name)) throw await unknownCommand(name);
  const { commandHelp, programHelp } = await import("./help_text.ts");
  const { terminalOf } = await import("./terminal.ts");
  const { width } = terminalOf(output);
  if (name !== undefined) {
    output.line(commandHelp((await commands[name]!()).command, width));
    return;
  }
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  output.line(programHelp(all.map(({ command }) => command), width));
}

async function unknownCommand(name: string): Promise<UsageError> {
  const { builtInScenarios } = await import("./scenario/built_in_scenarios.ts");
  if (builtInScenarios.has(name) || /\.(jsonc?|ya?ml|toml)$/.test(name)) {
    return new UsageError(
      `Cannot run "${name}": it is a scenario, not a command. Run it with: ${programLine()} simulate ${name}`,
    );
  }
  const known = [...Object.keys(commands), "help", "--help", "--version"];
  return new UsageError(`Cannot run "${name}": there is no such command`, { unknown: { word: name, known } });
}

async function explain(error: UsageError, [name]: readonly string[], stderr: Output): Promise<void> {
  const { usageText } = await import("./usage_text.ts");
  stderr.line(await usageText(error));
  const command = name !== undefined && Object.hasOwn(commands, name) ? ` ${name}` : "";
  stderr.line(`For help: ${programLine()} help${command}`);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
