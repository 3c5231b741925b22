import { assertEquals } from "@std/assert";
import { logLine } from "../../src/drivers/log_line.ts";
import type { Logger } from "../../src/drivers/observer.ts";

const loggerOf = (line: (level: string, message: string) => void): Logger => ({
  debug: (message) => line("debug", message),
  info: (message) => line("info", message),
  warn: (message) => line("warn", message),
  error: (message) => line("error", message),
});

Deno.test("logLine() says a line at its level", () => {
  const said: string[][] = [];
  const logger = loggerOf((...line) => said.push(line));
  logLine(logger, "warn", "late");
  logLine(logger, "debug", "early");
  assertEquals(said, [["warn", "late"], ["debug", "early"]]);
});

Deno.test("logLine() survives a logger that throws, and none", () => {
  let calls = 0;
  logLine(
    loggerOf(() => {
      calls++;
      throw new Error("full");
    }),
    "error",
    "late",
  );
  logLine(undefined, "error", "late");
  assertEquals(calls, 1);
});
