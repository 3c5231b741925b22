import { assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../../cli/command.ts";
import { parseCommandLine } from "../../cli/command_line.ts";
import { UsageError } from "../../cli/usage_error.ts";

const command: Command = {
  name: "run",
  summary: "Run",
  operands: "[word …]",
  operandCount: { min: 0, max: 2 },
  details: [],
  options: [
    { name: "seed", short: "s", value: "SEED", summary: "Seed" },
    { name: "quiet", short: "q", summary: "Quiet" },
    { name: "no-color", summary: "Colourless" },
  ],
  examples: [],
  run: () => 0,
};

Deno.test("parseCommandLine() tells options from operands", () => {
  for (
    const args of [["a", "--seed", "1", "-q", "b"], ["-qs", "1", "a", "b"], ["--seed=1", "--quiet", "--", "a", "b"]]
  ) {
    const { operands, values, flags } = parseCommandLine(command, args);
    assertEquals([operands, values, [...flags]], [["a", "b"], { seed: "1" }, ["quiet"]], args.join(" "));
  }
});

Deno.test("parseCommandLine() leaves numbers and words as they were typed", () => {
  const { operands, values } = parseCommandLine(command, ["1e3", "-", "--seed", "0x10"]);
  assertEquals([operands, values], [["1e3", "-"], { seed: "0x10" }]);
});

Deno.test("parseCommandLine() refuses the standard input twice", () => {
  assertThrows(() => parseCommandLine(command, ["-", "--", "-"]), UsageError, 'Cannot run: "-" is given twice');
});

Deno.test("parseCommandLine() takes a flag whose name begins with no", () => {
  assertEquals([...parseCommandLine(command, ["--no-color"]).flags], ["no-color"]);
});

Deno.test("parseCommandLine() knows --help everywhere, whatever is missing", () => {
  assertEquals([...parseCommandLine({ ...command, operandCount: { min: 1, max: 1 } }, ["-h"]).flags], ["help"]);
});

Deno.test("parseCommandLine() refuses what the command does not have", () => {
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["--sed", "1"], 'Cannot run: unknown option "--sed"'],
    [["-x"], 'Cannot run: unknown option "-x"'],
    [["--no-quiet"], 'Cannot run: unknown option "--no-quiet"'],
    [["--__proto__=1"], 'Cannot run: unknown option "--__proto__"'],
    [["--seed"], "Cannot use --seed: it needs a value, as in --seed SEED"],
    [["--seed="], "Cannot use --seed: it needs a value, as in --seed SEED"],
    [["--seed", "--quiet"], "Cannot use --seed: it needs a value, as in --seed SEED"],
    [["--seed", "-q"], "Cannot use --seed: it needs a value, as in --seed SEED"],
    [["--seed", "--", "1"], "Cannot use --seed: it needs a value, as in --seed SEED"],
    [["-5s"], 'Cannot run: unknown option "-5s"'],
    [["--quiet=no"], 'Cannot use "--quiet=no": --quiet takes no value'],
    [["--seed", "1", "--seed=2"], "Cannot use --seed twice: which one is meant?"],
    [["a", "b", "c"], 'Cannot run: "c" is one too many'],
    [["a", "b", "c", "d"], 'Cannot run: "c", "d" are two too many'],
  ];
  for (const [args, message] of wrong) assertThrows(() => parseCommandLine(command, args), UsageError, message);
});

Deno.test("parseCommandLine() says which operand is missing", () => {
  const needy = { ...command, operands: "FILE", operandCount: { min: 1, max: 1 } };
  assertThrows(() => parseCommandLine(needy, []), UsageError, "Cannot run: FILE is missing");
  const optional = { ...needy, operands: "[view] FILE" };
  assertThrows(() => parseCommandLine(optional, []), UsageError, "Cannot run: FILE is missing");
});

Deno.test("parseCommandLine() says what cannot be done, where a command's name is no verb", () => {
  const named = { ...command, action: "read a log" };
  assertThrows(() => parseCommandLine(named, ["a", "b", "c"]), UsageError, 'Cannot read a log: "c" is one too many');
  assertThrows(() => parseCommandLine(named, ["--sed"]), UsageError, 'Cannot read a log: unknown option "--sed"');
});

Deno.test("parseCommandLine() names the options that an unknown one may stand for", () => {
  const error = assertThrows(() => parseCommandLine(command, ["--sed=1"]), UsageError);
  assertEquals(error.unknown, { word: "--sed", known: ["--seed", "--quiet", "--no-color", "--help"] });
});

Deno.test("parseCommandLine() takes a value that begins with a dash for one", () => {
  for (const args of [["--seed", "-5s", "-q"], ["-s", "-5s", "-q"], ["-q", "--seed=-5s"]]) {
    const { values, flags } = parseCommandLine(command, args);
    assertEquals([values, [...flags]], [{ seed: "-5s" }, ["quiet"]], args.join(" "));
  }
});
