/** A scenario in which some seeds fail: three workers that are given up when crashes come too fast. */
export const stormy = {
  name: "stormy farm",
  description: "Crashes come, and some workers do not come back.",
  horizonMs: "1h",
  workers: [
    { name: "api", count: 2, onExhausted: "give-up", budget: { intensity: 2, periodMs: "5m" } },
    { name: "db", graceMs: "unlimited" },
  ],
  chaos: { faults: { "crash": { probability: 0.5, perHour: 8 }, "outage": { probability: 0.3, perHour: 1 } } },
  expect: ["give-ups == 0", "availability >= 1%"],
};
/** The same as a file. */
export const stormyText: string = JSON.stringify(stormy, undefined, 2);
