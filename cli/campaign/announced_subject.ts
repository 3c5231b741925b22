import type { Subject } from "../../src/simulation/campaign/subject.ts";

/**
 * The same subject, which says so before the first run of each seed.
 *
 * @param onFirstRun Gets the case that the seed came to, and is waited for.
 */
export function announcedSubject<Case, Result>(
  subject: Subject<Case, Result>,
  onFirstRun: (of: Case, seed: string) => Promise<void>,
): Subject<Case, Result> {
  let drawn: string | undefined;
  return {
    ...subject,
    draw: (seed) => subject.draw(drawn = seed),
    async run(of, seed, options) {
      if (drawn === seed) {
        drawn = undefined;
        await onFirstRun(of, seed);
      }
      return await subject.run(of, seed, options);
    },
  };
}
