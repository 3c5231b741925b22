import type { Worker } from "@mainstay/supervisor";

/** Runs until it is asked to stop, then obeys at once. */
export const obedient: Worker = ({ clock, signal }) => clock.sleep(Infinity, signal);

/** Runs for ever and does not hear that it is asked to stop. */
export const deaf: Worker = ({ clock }) => clock.sleep(Infinity);

/** Throws at once, each time: `Error: boom`. */
export const alwaysCrashing: Worker = () => {
  throw new Error("boom");
};

/** Obeys so many milliseconds after it was asked to stop. */
export function slowToStop(ms: number): Worker {
  return async ({ clock, signal }) => {
    await clock.sleep(Infinity, signal).catch(() => {});
    await clock.sleep(ms);
  };
}

/** Says that it is ready so many milliseconds after its start, one number per incarnation, and is {@linkcode obedient}. */
export function readyAfter(...bootsMs: readonly number[]): Worker {
  return async (context) => {
    const bootMs = bootsMs[Math.min(context.incarnation, bootsMs.length) - 1]!;
    await context.clock.sleep(bootMs, context.signal);
    context.ready();
    await obedient(context);
  };
}

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
