import type { Failure } from "../../core/failure.ts";
import { plainText, plainTextOrNull } from "./plain_text.ts";
import type { SessionError } from "./session_store.ts";

/** A failure as a session's row keeps it. Never throws. */
export function sessionErrorOf(failure: Failure): SessionError {
  const { name, message, thrown } = failure;
  return { type: plainText(name), message: plainText(message), stack: plainTextOrNull(stackOf(thrown)) };
}

/** The error of a run that was ended for a reason, without a crash. */
export function sessionErrorOfReason(reason: string): SessionError {
  return { type: "FatalReason", message: plainText(reason), stack: null };
}

/** Where something was thrown, if that can be read. Never throws. */
export function stackOf(thrown: unknown): string | null {
  try {
    const stack: unknown = (thrown as { stack?: unknown } | null | undefined)?.stack;
    return typeof stack === "string" ? stack : null;
  } catch {
    return null;
  }
}
