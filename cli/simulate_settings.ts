import { type DialectName, dialectNames } from "../src/core/dialect.ts";
import type { Engine } from "../src/simulation/simulation_result.ts";
import { parseSeed } from "../src/simulation/seed.ts";
import { type CampaignSettings, campaignSettings } from "./campaign/campaign_settings.ts";
import type { Call } from "./command.ts";
import type { TerminalWish } from "./terminal.ts";
import { countOf, terminalWishOf, timeOf, wordOf } from "./option_value.ts";
import { UsageError } from "./usage_error.ts";

/** How results are written: for people, as one JSON value, or as one JSON value a line. */
export type OutputFormat = "text" | "json" | "jsonl";
/** From which level on the supervisor's own log lines are shown. */
export type LogLevel = "debug" | "info" | "warn" | "error";

const engines = ["real", "policy", "services"] as const satisfies readonly Engine[];
const formats = ["text", "json", "jsonl"] as const satisfies readonly OutputFormat[];
const logLevels = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

/** What the options of `simulate` say. */
export interface SimulateSettings {
  /** In the form that `parseSeed` gives. */
  readonly seed: string;
  /** What makes a campaign of it; nothing where one run of each scenario is wanted. */
  readonly campaign: CampaignSettings | undefined;
  readonly engine: Engine;
  /** The supervisor that every group is to behave like, whatever the scenario says. */
  readonly dialect: DialectName | undefined;
  readonly format: OutputFormat;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly log: LogLevel | undefined;
  readonly durationMs: number | undefined;
  readonly limit: number | undefined;
  /** The file that a page about it is written to. */
  readonly report: string | undefined;
  /** The file that its lanes are drawn in. */
  readonly svg: string | undefined;
  readonly terminal: TerminalWish;
}

/**
 * Reads the options of `simulate`.
 *
 * @throws {UsageError} For a value that its option cannot have, and for options that contradict each other.
 */
export function simulateSettings({ values, flags }: Pick<Call, "values" | "flags">): SimulateSettings {
  if (flags.has("quiet") && flags.has("verbose")) throw new UsageError("Cannot use --quiet and --verbose together");
  const engine = wordOf("engine", values.engine, engines) ?? "real";
  const log = wordOf("log", values.log, logLevels);
  if (log !== undefined && engine !== "real") {
    throw new UsageError(`Cannot use --log with --engine ${engine}: the real one alone writes a log`);
  }
  const campaign = campaignSettings({ values, flags });
  if (log !== undefined && (campaign?.jobs ?? 1) > 1) {
    throw new UsageError("Cannot use --log and --jobs together: the threads tell nothing but what came out");
  }
  return {
    seed: seedOf(values.seed ?? "1"),
    campaign,
    engine,
    dialect: wordOf("dialect", values.dialect, dialectNames),
    format: wordOf("format", values.format, formats) ?? "text",
    quiet: flags.has("quiet"),
    verbose: flags.has("verbose"),
    log,
    durationMs: timeOf("duration", values.duration),
    limit: countOf("limit", values.limit, 1),
    report: values.report,
    svg: values.svg,
    terminal: terminalWishOf({ values, flags }),
  };
}

function seedOf(text: string): string {
  try {
    return parseSeed(text);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new UsageError(`Cannot use --seed "${text}": expected a whole number, 0x-hex or a git commit hash`, {
      cause: thrown,
    });
  }
}
