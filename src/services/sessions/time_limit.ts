import type { Clock } from "../../core/clock.ts";

/**
 * What `ask` answers, if it does within `limitMs` on the clock. A later answer is ignored, a later rejection too; no timer is left behind.
 *
 * @param action What could not be done in time, such as `finish session 3`.
 * @throws {Error} The promise rejects with `Cannot <action> within <limitMs> ms`.
 * @throws {unknown} The promise rejects with what `ask` throws in time.
 */
export async function withinLimit<T>(
  clock: Clock,
  limitMs: number,
  action: string,
  ask: () => T | Promise<T>,
): Promise<T> {
  const answered = new AbortController();
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
