import { assertEquals } from "@std/assert";
import { handleStopSignals } from "../../src/drivers/stop_signals.ts";

/** Runs `act` with signal listeners of Deno's that only remember; `raise` calls them. */
function withSignals(
  act: (raise: (signal: string) => void, listening: () => string[]) => void,
  unknown?: string,
): void {
  const { addSignalListener, removeSignalListener } = Deno;
  const listeners = new Map<string, Set<() => void>>();
  Deno.addSignalListener = (signal, listener) => {
    if (signal === unknown) throw new TypeError(`unknown signal ${signal}`);
    listeners.set(signal, (listeners.get(signal) ?? new Set()).add(listener));
  };
  Deno.removeSignalListener = (signal, listener) => {
    if (!listeners.get(signal)?.delete(listener)) throw new TypeError(`${signal} has no such listener`);
  };
  try {
    act(
      (signal) => listeners.get(signal)?.forEach((listener) => listener()),
      () => [...listeners].filter(([, { size }]) => size > 0).map(([signal]) => signal),
    );
  } finally {
    Object.assign(Deno, { addSignalListener, removeSignalListener });
  }
}

Deno.test("handleStopSignals() calls back for the first signal, then for each further one", () => {
  withSignals((raise) => {
    const calls: string[] = [];
    const release = handleStopSignals(() => calls.push("first"), () => calls.push("next"));
    raise("SIGINT");
    raise("SIGTERM");
    raise("SIGINT");
    assertEquals(calls, ["first", "next", "next"]);
    release();
  });
});

Deno.test("handleStopSignals() takes its listeners away again", () => {
  withSignals((raise, listening) => {
    let calls = 0;
    const release = handleStopSignals(() => calls++, () => calls++);
    assertEquals(listening(), ["SIGINT", "SIGTERM"]);
    release();
    raise("SIGTERM");
    assertEquals([listening(), calls], [[], 0]);
  });
});

Deno.test("handleStopSignals() leaves out a signal that the platform does not know", () => {
  withSignals((raise, listening) => {
    let calls = 0;
    const release = handleStopSignals(() => calls++, () => {});
    assertEquals(listening(), ["SIGINT"]);
    raise("SIGINT");
    assertEquals(calls, 1);
    release();
    assertEquals(listening(), []);
  }, "SIGTERM");
});

Deno.test("handleStopSignals() keeps two groups apart", () => {
  withSignals((raise) => {
    const calls: string[] = [];
    const releaseA = handleStopSignals(() => calls.push("a"), () => {});
    const releaseB = handleStopSignals(() => calls.push("b"), () => {});
    releaseA();
    raise("SIGTERM");
    assertEquals(calls, ["b"]);
    releaseB();
  });
});
