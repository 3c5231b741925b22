// One worker under supervise(): a feed that keeps the newest price at hand. Readers must never see a price that is older than they were told.
import { type Clock, supervise } from "@mainstay/supervisor";
import { ExplorationError, explore, type ExploreContext } from "@mainstay/supervisor/simulation";
import { assert, assertEquals, assertRejects } from "@std/assert";

const staleAfterMs = 60_000;

/** What readers see. */
class PriceBoard {
  readonly #clock: Clock;
  #price: { readonly value: number; readonly atMs: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  show(value: number): void {
    this.#price = { value, atMs: this.#clock.now() };
  }

  /** As it was first written: gives what it has. */
  newest() {
    return this.#price;
  }

  /** As it should be: gives nothing that is too old. */
  fresh() {
    const price = this.#price;
    return price !== undefined && this.#clock.now() - price.atMs <= staleAfterMs ? price : undefined;
  }
}

function readersSeeNoOldPrice(read: (board: PriceBoard) => { readonly atMs: number } | undefined) {
  return async ({ clock, faults, random, signal, logger }: ExploreContext) => {
    const board = new PriceBoard(clock);
    const fetchPrice = faults.wrap("fetchPrice", async (signal: AbortSignal) => {
      await clock.sleep(50, signal);
      return 100 + Math.floor(random() * 10);
    });
    supervise("feed", async ({ signal, ready }) => {
      for (;;) {
        board.show(await fetchPrice(signal));
        ready();
        await clock.sleep(10_000, signal);
      }
    }, { clock, random, signal, logger });
    for (let reads = 0; reads < 240; reads++) {
      await clock.sleep(15_000);
      const price = read(board);
      faults.sometimes("there is no price", price === undefined);
      const ageMs = price === undefined ? 0 : clock.now() - price.atMs;
      faults.always("no price is too old", ageMs <= staleAfterMs, `it is ${ageMs} ms old`);
    }
  };
}

Deno.test("explore() finds that readers of a feed that is down see an old price", async () => {
  // Time that stands still makes every price old: here that is nobody's fault.
  const error = await assertRejects(
    () => explore(readersSeeNoOldPrice((board) => board.newest()), { stalls: false }),
    ExplorationError,
  );
  assertEquals([error.kind, error.faults.length], ["always", 1]);
});

Deno.test("explore() finds nothing wrong with a feed that shows no old price", async () => {
  const { runs, calls, faults } = await explore(readersSeeNoOldPrice((board) => board.fresh()), {
    stalls: false,
    requireSometimes: ["there is no price"],
  });
  assert(calls.fetchPrice! > 100 * runs && (faults.fails ?? 0) > 0 && (faults.hang ?? 0) > 0);
});
