import type { Worker } from "@mainstay/supervisor";

/** Runs until it is asked to stop, then obeys at once. */
export const obedient: Worker = ({ clock, signal }) => clock.sleep(Infinity, signal);

/** Runs for ever and does not hear that it is asked to stop. */
export const deaf: Worker = ({ clock }) => clock.sleep(Infinity);

/** Throws at once, each time: `Error: boom`. */
export const alwaysCrashing: Worker = () => {
  throw new Error("boom");
};

/** Crashes after these milliseconds, one number per incarnation; once they are used up it is {@linkcode obedient}. */
export function crashingAfter(...livesMs: readonly number[]): Worker {
  return async (context) => {
    const lifeMs = livesMs[context.incarnation - 1];
    if (lifeMs === undefined) return await obedient(context);
    await context.clock.sleep(lifeMs, context.signal);
    throw new Error("boom");
  };
}

/** Throws these values at once, one per incarnation; once they are used up it is {@linkcode obedient}. */
export function throwing(...values: readonly unknown[]): Worker {
  return (context) => {
    if (context.incarnation > values.length) return obedient(context);
    throw values[context.incarnation - 1];
  };
}
