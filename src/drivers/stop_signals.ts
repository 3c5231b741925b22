/** The signals that ask a process to stop. */
const stopSignals = ["SIGINT", "SIGTERM"] as const satisfies readonly Deno.Signal[];

/** A timer of the greatest length there is: it holds the process open and hardly ever fires. */
const heldMs = 2 ** 31 - 1;

/**
 * Calls `onFirst` at the first SIGINT or SIGTERM and `onNext` at each one after it, and holds the process open meanwhile, because
 * a signal listener alone does not. A signal that the platform does not know is left out.
 *
 * @returns Takes the listeners away again, so that the signals do what they did before.
 */
export function handleStopSignals(onFirst: () => void, onNext: () => void): () => void {
  let asked = false;
  const listener = () => {
    if (asked) return onNext();
    asked = true;
    onFirst();
  };
  const handled = stopSignals.filter((signal) => {
    try {
      Deno.addSignalListener(signal, listener);
      return true;
    } catch {
      // Windows knows no SIGTERM, and a runtime other than Deno no such listeners: stopping by `signal` still works there.
      return false;
    }
  });
  const held = setInterval(() => {}, heldMs);
  return () => {
    clearInterval(held);
    for (const signal of handled) Deno.removeSignalListener(signal, listener);
  };
}
