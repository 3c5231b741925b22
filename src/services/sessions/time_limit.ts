import type { Clock } from "../../core/clock.ts";

/**
 * What `ask` answers, if it does within `limitMs` on the clock. A later answer is ignored, a later rejection too; no timer is left behind.
 *
 * @param action What could not be done in time, such as `finish session 3`.
 * @param answered Is aborted by the answer; aborted by somebody else it ends the wait, which rejects with its reason.
 * @throws {Error} The promise rejects with `Cannot <action> within <limitMs> ms`.
 * @throws {unknown} The promise rejects with what `ask` throws in time.
 */
export async function withinLimit<T>(
  clock: Clock,
  limitMs: number,
  action: string,
  ask: () => T | Promise<T>,
  answered = new AbortController(),
): Promise<T> {
  const late = clock.sleep(limitMs, answered.signal).then(() => {
    throw new Error(`Cannot ${action} within ${limitMs} ms`);
  });
  // Once there is an answer, nobody wants to know how the sleep ended.
  late.catch(() => {});
  try {
    return await Promise.race([ask(), late]);
  } finally {
    answered.abort();
  }
}
