// @ts-types="../std.d.ts"
import { blue, green, red, yellow } from "@std/fmt/colors";
import type { ExecutionStatus } from "../../src/telemetry/execution_record.ts";
import type { Glyphs } from "../report/glyphs.ts";

/** How each status is painted. */
export const statusPaint: Readonly<Record<ExecutionStatus, (text: string) => string>> = {
  "success": green,
  "error": red,
  "cancelled": blue,
  "timed-out": yellow,
};

/** The mark of a status, each as wide as the others. */
export function statusMark(status: ExecutionStatus, glyphs: Glyphs): string {
  return marks(glyphs)[status].padEnd(glyphs.failed.length);
}

function marks({ held, failed, lost }: Glyphs): Readonly<Record<ExecutionStatus, string>> {
  return { "success": held, "error": failed, "cancelled": "-", "timed-out": lost };
}

/** A status in words for people. */
export function statusText(status: ExecutionStatus): string {
  return status === "timed-out" ? "timed out" : status;
}
