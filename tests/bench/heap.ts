/** Bytes of the heap that are in use once all garbage is collected; the process must run with `--v8-flags=--expose-gc`. */
export function heapInUse(): number {
  const { gc } = globalThis as unknown as { gc: () => void };
  for (let round = 0; round < 3; round++) gc();
  return Deno.memoryUsage().heapUsed;
}
