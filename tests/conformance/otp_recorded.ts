import { EscalationError } from "../../mod.ts";
import { withoutOrder } from "./compare.ts";
import type { Fact, Observation } from "./observation.ts";
import type { OtpTrace } from "./trace.ts";

/** Times are rounded to 10 ms. */
const roundingMs = 5;

/** A start attempt as both sides write it. */
export function startText(id: string, n: number, result: string): string {
  return result === "ok" ? `+${id}#${n}` : `!${id}#${n}:${result}`;
}

/** An end as both sides write it. */
export function endText(id: string, n: number, reason: string, by: string): string {
  return `-${id}#${n}:${reason} by ${by}`;
}

/** Why a supervisor could not start, in Erlang's words. */
export function startFailure({ worker, cause }: EscalationError): string {
  const reason = cause instanceof EscalationError ? startFailure(cause) : (cause as Error).message;
  return `{shutdown,{failed_to_start_child,${worker.split("/").at(-1)},${reason}}}`;
}

/** Whether a supervisor has no list of its children, but a set of them: they stop all at once then, too. */
export function isPool({ system, config }: OtpTrace): boolean {
  return system !== "otp" || config.strategy === "simple_one_for_one";
}

/** The children as both sides write them, those of a nested supervisor after it. */
export function finalFacts(trace: OtpTrace, children: OtpTrace["observed"]["final"]): readonly Fact[] {
  return isPool(trace) ? withoutOrder(factsOf(children, "")) : factsOf(children, "");
}

function factsOf(children: OtpTrace["observed"]["final"], above: string): Fact[] {
  return children.flatMap(({ id, state, children: nested = [] }) => [
    { text: `${above}${id} ${state}`, subject: id },
    ...factsOf(nested, `${above}${id}/`),
  ]);
}

/** What a trace of OTP or of Elixir says that happened. */
export function recordedOtp(trace: OtpTrace): Observation {
  const { observed, derived, script } = trace;
  const { starts, stops, ops, supervisor_exit: exit, start_link, final } = observed;
  const sequence = [
    ...starts.map(({ seq, at_ms, id, n, result }) => ({
      seq,
      atMs: at_ms,
      subject: id,
      text: startText(id, n, result),
    })),
    ...stops.map(({ seq, at_ms, id, n, reason, by }) => ({
      seq,
      atMs: at_ms,
      subject: id,
      text: endText(id, n, reason, by),
    })),
  ];
  if (exit !== null) {
    sequence.push({ seq: exit.seq, atMs: exit.at_ms, subject: "top", text: `-top:${exit.reason}` });
  }
  return {
    start: [{ text: start_link === "ok" ? "ok" : start_link.error }],
    order: sequence.sort((a, b) => a.seq - b.seq),
    exit: exit === null ? [] : [{ text: causeOf(exit.cause, exit.at_ms, script), atMs: exit.at_ms }],
    // They were recorded sorted by name within a moment.
    budget: withoutOrder(derived.budget_uses.map(({ at_ms, supervisor, child }) => ({
      text: `${supervisor} restarts ${child}`,
      atMs: at_ms,
      subject: child,
    }))),
    ops: ops.map(({ at_ms, op, result }) => ({ text: `${op}: ${result}`, atMs: at_ms })),
    final: finalFacts(trace, final),
  };
}

/** Why a supervisor ended. Who was to shut down did so because of that, whatever else might have ended it at that time. */
export function causeOf(cause: string, atMs: number, script: OtpTrace["script"]): string {
  if (cause !== "parent_shutdown" && cause !== "auto_shutdown") return cause;
  return script.some((op) => isShutdown(op) && op.at_ms <= atMs + roundingMs) ? "parent_shutdown" : "auto_shutdown";
}

function isShutdown(op: OtpTrace["script"][number]): boolean {
  return op.op === "shutdown" || op.op === "exit_many" && op.then_shutdown === true;
}
