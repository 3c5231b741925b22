// An application of two services: a catalogue that answers from memory, and the database that it is filled from.
import { runApplication, type ServiceSpec } from "@mainstay/supervisor/services";
import { ExplorationError, explore, type ExploreContext } from "@mainstay/supervisor/simulation";
import { assert, assertEquals, assertRejects } from "@std/assert";

/** A catalogue is only ready when it has been filled: as it was first written, it says so before. */
function catalogueIsFilled({ readyFirst }: { readonly readyFirst: boolean }) {
  return async ({ clock, faults, random, signal, logger, wallClock, stop }: ExploreContext) => {
    const connect = faults.wrap("connect", async () => await clock.sleep(100));
    const load = faults.wrap("load", async (signal: AbortSignal) => {
      await clock.sleep(500, signal);
      return ["tea", "coffee"];
    });
    let items: readonly string[] = [];
    let isReady = false;
    const database: ServiceSpec = { name: "database", onStart: () => connect() };
    const catalogue: ServiceSpec = {
      name: "catalogue",
      dependsOn: ["database"],
      // Its memory is its own: a new run begins with nothing.
      beforeStart: () => void (items = []),
      async serve({ signal, ready }) {
        if (readyFirst) ready();
        isReady = readyFirst;
        for (;;) {
          items = await load(signal);
          if (!isReady) ready();
          isReady = true;
          await clock.sleep(60_000, signal);
        }
      },
      beforeStop: () => void (isReady = false),
    };
    const finished = runApplication([database, catalogue], {
      clock,
      random,
      signal,
      logger,
      wallClock,
      signals: false,
    });
    for (let asked = 0; asked < 60; asked++) {
      await clock.sleep(20_000);
      // Who is not ready is not asked; who is, has an answer.
      if (isReady) faults.always("a ready catalogue has items", items.length > 0);
      faults.sometimes("the catalogue is not ready", !isReady);
    }
    stop();
    const { outcome } = await finished;
    faults.sometimes("the application has failed", outcome !== "stopped");
  };
}

Deno.test("explore() finds that a catalogue says that it is ready before it is", async () => {
  const error = await assertRejects(() => explore(catalogueIsFilled({ readyFirst: true })), ExplorationError);
  assertEquals([error.kind, error.faults.length], ["always", 1]);
});

Deno.test("explore() finds nothing wrong with a catalogue that is ready when it is filled", async () => {
  const { runs, faults, calls } = await explore(catalogueIsFilled({ readyFirst: false }), {
    requireSometimes: ["the catalogue is not ready"],
  });
  assertEquals(runs, 100);
  assert(calls.connect! > 100 && calls.load! > 100 && Object.keys(faults).length >= 6);
});
