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
  /** Somebody was not up again in time after everything had healed. */
  notRecovered: 4,
  /** The same seed gave two different runs. */
  nondeterministic: 5,
  /** What had to happen in one run at least happened in none. */
  uncovered: 6,
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
  exitCode.nondeterministic,
  exitCode.notRecovered,
  exitCode.limited,
  exitCode.missed,
  exitCode.uncovered,
  exitCode.held,
];

/**
 * The code of several runs together: the worst of them. A broken invariant is worse than a run that cannot be repeated, that than one that does
 * not recover, then come an unknown end, a missed expectation, and what never happened.
 */
export function worstExitCode(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCode.held;
}
