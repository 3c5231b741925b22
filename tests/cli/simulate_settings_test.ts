import { assertEquals, assertThrows } from "@std/assert";
import { simulateSettings } from "../../cli/simulate_settings.ts";
import { UsageError } from "../../cli/usage_error.ts";

const settings = (values: Record<string, string> = {}, ...flags: string[]) =>
  simulateSettings({ values, flags: new Set(flags) });

Deno.test("simulateSettings() has a default for everything", () => {
  assertEquals(settings(), {
    seed: "1",
    campaign: undefined,
    engine: "real",
    dialect: undefined,
    format: "text",
    quiet: false,
    verbose: false,
    log: undefined,
    durationMs: undefined,
    limit: undefined,
    report: undefined,
    svg: undefined,
    terminal: {},
  });
});

Deno.test("simulateSettings() takes a seed as number, hex and commit hash", () => {
  const seeds = ["0", "0xFF", "3f2a9bc", "18446744073709551616"].map((seed) => settings({ seed }).seed);
  assertEquals(seeds, ["0", "255", "66234812", "0x10000000000000000"]);
});

Deno.test("simulateSettings() hands on what the terminal should be taken for", () => {
  assertEquals(settings({ width: "20" }, "color", "ascii").terminal, { width: 20, color: true, ascii: true });
  assertEquals(settings({}, "no-color").terminal, { color: false });
});

Deno.test("simulateSettings() refuses values that an option cannot have", () => {
  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ seed: "x" }, 'Cannot use --seed "x": expected a whole number, 0x-hex or a git commit hash'],
    [{ seed: "-1" }, 'Cannot use --seed "-1"'],
    [{ runs: "0" }, 'Cannot use --runs "0": expected a whole number of at least 1'],
    [{ runs: "1.5" }, 'Cannot use --runs "1.5"'],
    [{ runs: "1e3" }, 'Cannot use --runs "1e3"'],
    [{ limit: "0" }, 'Cannot use --limit "0"'],
    [{ width: "19" }, 'Cannot use --width "19": expected a whole number from 20 to 1000'],
    [{ width: "1001" }, 'Cannot use --width "1001"'],
    [{ duration: "30" }, 'Cannot use --duration "30": expected a time above 0 with its unit'],
    [{ duration: "0s" }, 'Cannot use --duration "0s"'],
    [{ engine: "rael" }, 'Cannot use --engine "rael": expected one of real, policy, services'],
    [
      { dialect: "k8s" },
      'Cannot use --dialect "k8s": expected one of otp, suture, systemd, kubernetes, akka, supervisord',
    ],
    [{ format: "xml" }, 'Cannot use --format "xml": expected one of text, json, jsonl'],
    [{ log: "loud" }, 'Cannot use --log "loud": expected one of debug, info, warn, error'],
    [{ log: "info", engine: "policy" }, "Cannot use --log with --engine policy"],
    [{ log: "info", jobs: "2" }, "Cannot use --log and --jobs together"],
    [{ shard: "3/2" }, 'Cannot use --shard "3/2": expected a number from 1 to 2'],
  ];
  for (const [values, message] of wrong) assertThrows(() => settings(values), UsageError, message);
});

Deno.test("simulateSettings() refuses options that contradict each other", () => {
  assertThrows(() => settings({}, "quiet", "verbose"), UsageError, "Cannot use --quiet and --verbose together");
  assertThrows(() => settings({}, "color", "no-color"), UsageError, "Cannot use --color and --no-color together");
});

Deno.test("simulateSettings() takes a duration of a million days, no longer one", () => {
  assertEquals(settings({ duration: "1000000d" }).durationMs, 8.64e13);
  for (const duration of ["1000000d1ms", `${"9".repeat(400)}d`]) {
    assertThrows(
      () => settings({ duration }),
      UsageError,
      `Cannot use --duration "${duration}": expected at most 1000000d`,
    );
  }
});
