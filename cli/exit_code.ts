/**
 * What the process answers to its caller. After SIGINT it is 130, after SIGTERM 143, as shells have it, whatever the runs before
 * gave.
 */
export const exitCode = {
  /** Every invariant and every expectation held. */
  held: 0,
  /** An invariant broke. */
  broken: 1,
  /** The command line or a scenario could not be understood. */
  usage: 2,
  /** An expectation of a scenario was missed. */
  missed: 3,
  /** A fault of this program. */
  internal: 70,
  /** What was to be said could not be written, to a full disk for example; of a reader that went away nothing is made. */
  unwritten: 74,
  /** The event limit came before the end, so what follows is unknown. */
  limited: 124,
  /** Ended by SIGINT, which is Ctrl-C. */
  interrupted: 130,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

const worstFirst: readonly number[] = [
  exitCode.terminated,
  exitCode.interrupted,
  exitCode.internal,
  exitCode.unwritten,
  exitCode.usage,
  exitCode.broken,
  exitCode.limited,
  exitCode.missed,
  exitCode.held,
];

/** The code of several runs together: the worst of them. A broken invariant is worse than an unknown end, that than a missed expectation. */
export function worstExitCode(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCode.held;
}
