// Whoever starts children by hand in a loop leaves the rest of the program its turn, as a crash loop does.
import { assert } from "@std/assert";
import { type GroupHandle, pool, startGroup, type WorkerContext } from "@mainstay/supervisor";
import { VirtualClock } from "../../src/simulation/virtual_clock.ts";

/** The most starts in one turn, those before the first turn too. */
const mostInOneTurn = 3_000;

const loops: Readonly<Record<string, (clock: VirtualClock, started: () => void) => GroupHandle>> = {
  "a worker that restarts itself": (clock, started) => {
    const run = ({ group, name }: WorkerContext) => {
      started();
      void group.restart(name);
    };
    return startGroup([["w", run]], { clock, signals: false });
  },
  "an observer that starts whoever has finished": (clock, started) => {
    const group: GroupHandle = startGroup([["w", started]], {
      clock,
      signals: false,
      onEvent: ({ type }) => type === "finished" && group.start("w"),
    });
    return group;
  },
  "a pool whose children spawn the next": (clock, started) => {
    const run = ({ group }: WorkerContext) => {
      started();
      group.spawn();
    };
    const group = startGroup(pool({ name: "conn", run }), { clock, signals: false });
    group.spawn();
    return group;
  },
};

for (const [what, begin] of Object.entries(loops)) {
  Deno.test(`startGroup() leaves the program its turn beside ${what}`, async () => {
    const clock = new VirtualClock();
    let starts = 0;
    let most = 0;
    begin(clock, () => {
      most = Math.max(most, ++starts);
      if (starts > mostInOneTurn) throw new Error("the program does not get its turn");
    });

    for (let turn = 0; turn < 5; turn++) {
      await clock.advance(0, { limit: 1 });
      starts = 0;
    }

    assert(most > 500 && most <= mostInOneTurn, `${most} starts in one turn`);
  });
}
