import type { Subject } from "../../src/simulation/campaign/subject.ts";

/** How long runs may follow each other before signals and timers get their turn. */
const turnAfterMs = 10;

/**
 * The same subject, with a turn for signals and timers between its runs, which take none by themselves.
 *
 * @param onFirstRun Called before the first run of each case that was drawn, and waited for.
 */
export function attentiveSubject<Case, Result>(
  subject: Subject<Case, Result>,
  onFirstRun?: (of: Case, seed: string) => Promise<void>,
): Subject<Case, Result> {
  let turnAtMs = performance.now();
  let drawn: string | undefined;
  return {
    about: subject.about,
    kind: subject.kind,
    engine: subject.engine,
    draw: (seed) => subject.draw(drawn = seed),
    simpler: (of, run) => subject.simpler(of, run),
    size: (of) => subject.size(of),
    withoutNoise: (of) => subject.withoutNoise(of),
    async run(of, seed, options) {
      if (performance.now() - turnAtMs > turnAfterMs) {
        await new Promise((resolve) => setTimeout(resolve));
        turnAtMs = performance.now();
      }
      if (drawn === seed) {
        drawn = undefined;
        await onFirstRun?.(of, seed);
      }
      return await subject.run(of, seed, options);
    },
  };
}
