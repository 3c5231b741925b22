import type { Logger } from "../src/drivers/observer.ts";
import type { Output } from "./output.ts";
import type { LogLevel } from "./simulate_settings.ts";

const category = ["mainstay"];

/**
 * A logger that writes the supervisor's own lines to `output` as an application with LogTape would have them. They carry no time:
 * the wall clock's is of no meaning in a simulation.
 */
export async function productionLog(lowestLevel: LogLevel, output: Output, color: boolean): Promise<Logger> {
  const { configure, getAnsiColorFormatter, getLogger, getTextFormatter } = await import("@logtape/logtape");
  // A sentence is a value, for in a message LogTape takes braces for placeholders; as a value it must be shown as it is.
  const options = { timestamp: "none", value: (value: unknown) => String(value) } as const;
  const format = color ? getAnsiColorFormatter(options) : getTextFormatter(options);
  await configure({
    reset: true,
    sinks: { output: (record) => output.write(format(record)) },
    loggers: [
      { category, lowestLevel: lowestLevel === "warn" ? "warning" : lowestLevel, sinks: ["output"] },
      { category: ["logtape", "meta"], lowestLevel: "warning", sinks: ["output"] },
    ],
  });
  const log = getLogger(category);
  return {
    debug: (sentence) => log.debug("{sentence}", { sentence }),
    info: (sentence) => log.info("{sentence}", { sentence }),
    warn: (sentence) => log.warn("{sentence}", { sentence }),
    error: (sentence) => log.error("{sentence}", { sentence }),
  };
}
