// The child program of the signal tests: runs one group, the one that its argument names, and says what happens line by line.
// It needs no permission.
import { type GroupChild, type GroupReport, runGroup } from "@mainstay/supervisor";

const obedient: GroupChild = ["obedient", ({ clock, signal }) => clock.sleep(3_600_000, signal)];
const endless = { intensity: 1e9, periodMs: 1e9 };
let starts = 0;

const groups: Record<string, () => Promise<GroupReport>> = {
  graceful: () =>
    runGroup([obedient, {
      name: "tidy",
      run: async ({ clock, signal }) => {
        await clock.sleep(3_600_000, signal).catch(() => {});
        await clock.sleep(20);
        console.log("tidied up");
      },
    }], { onEvent: ({ type }) => type === "started" && ++starts === 2 && console.log("both started") }),

  deaf: () =>
    runGroup([{ name: "deaf", run: ({ clock }) => clock.sleep(3_600_000), graceMs: 3_600_000 }], {
      onEvent: ({ type }) => console.log(type),
    }),

  "crash-loop": () =>
    runGroup([{
      name: "looping",
      run: () => {
        if (++starts === 1_000) console.log("looping");
        throw new Error("boom");
      },
      backoff: { baseMs: 0 },
      budget: endless,
    }]),

  returned: () => runGroup([["brief", () => {}]]),

  unhandled: () => runGroup([obedient], { signals: false, onEvent: ({ type }) => console.log(type) }),
};

const mode = Deno.args[0]!;
const report = await groups[mode]!();
console.log(JSON.stringify(report));
// Whatever an abandoned worker still waits for must not keep the process; a group that returned must leave no listener behind.
if (mode === "returned") setInterval(() => {}, 1_000);
else Deno.exit(0);
