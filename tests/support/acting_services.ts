import type { ServiceContext, ServiceHooks } from "@mainstay/supervisor/services";

/** The loop of a service that is ready at once, and obeys at once. */
export function steady({ clock, signal, ready }: ServiceContext): Promise<void> {
  ready();
  return clock.sleep(Infinity, signal);
}

/** A loop that never says that it is ready, and obeys at once. */
export function unready({ clock, signal }: ServiceContext): Promise<void> {
  return clock.sleep(Infinity, signal);
}

/** A loop that is ready so many milliseconds after its start, one number per incarnation, and then {@linkcode steady}. */
export function readyAfter(...bootsMs: readonly number[]): NonNullable<ServiceHooks["serve"]> {
  return async (context) => {
    await context.clock.sleep(bootsMs[Math.min(context.incarnation, bootsMs.length) - 1]!, context.signal);
    await steady(context);
  };
}

/** A loop that is ready at once and throws after these milliseconds, one number per incarnation; then it is {@linkcode steady}. */
export function crashingAfter(...livesMs: readonly number[]): NonNullable<ServiceHooks["serve"]> {
  return async (context) => {
    const lifeMs = livesMs[context.incarnation - 1];
    if (lifeMs === undefined) return await steady(context);
    context.ready();
    await context.clock.sleep(lifeMs, context.signal);
    throw new Error("boom");
  };
}

/** A hook that throws these values, one per incarnation; then it does nothing. */
export function throwing(...values: readonly unknown[]): (context: ServiceContext) => void {
  return ({ incarnation }) => {
    if (incarnation <= values.length) throw values[incarnation - 1];
  };
}

/** A hook, or a loop, that throws `Error: boom` each time. */
export function failing(): never {
  throw new Error("boom");
}

/** A hook that takes so long, whatever it is told. */
export function slow(ms: number): (context: ServiceContext) => Promise<void> {
  return ({ clock }) => clock.sleep(ms);
}

/** An error of this name. */
export function named(name: string, message = "boom"): Error {
  return Object.assign(new Error(message), { name });
}
