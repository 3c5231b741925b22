import type { Logger } from "./observer.ts";

/** Hands a line to a logger, if there is one. One that throws must not hurt whoever has something to say: what is lost is the line. */
export function logLine(logger: Logger | undefined, level: keyof Logger, message: string): void {
  try {
    logger?.[level](message);
  } catch {
    // Nobody is left to tell.
  }
}
