import type { Failure } from "../../core/failure.ts";
import type { SessionError } from "./session_store.ts";

/** A failure as a session's row keeps it. Never throws. */
export function sessionErrorOf(failure: Failure): SessionError {
  const stack = stackOf(failure.thrown);
  return { type: plain(failure.name), message: plain(failure.message), stack: stack === null ? null : plain(stack) };
}

/** The error of a run that was ended for a reason, without a crash. */
export function sessionErrorOfReason(reason: string): SessionError {
  return { type: "FatalReason", message: plain(reason), stack: null };
}

function stackOf(thrown: unknown): string | null {
  try {
    const stack: unknown = (thrown as { stack?: unknown } | null | undefined)?.stack;
    return typeof stack === "string" ? stack : null;
  } catch {
    return null;
  }
}

/** SQLite cuts a text off at a NUL, and PostgreSQL refuses it. */
function plain(text: string): string {
  return text.replaceAll("\0", "\uFFFD");
}
