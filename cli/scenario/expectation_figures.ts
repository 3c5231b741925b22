/** What an expectation may be about: the names that the simulation knows, which a test holds against it. */
export const expectationFigures: readonly string[] = [
  "availability",
  "policy-share",
  "starts",
  "restarts",
  "restarts-per-hour",
  "crashes",
  "cooldowns",
  "abandoned",
  "give-ups",
  "group-failures",
  "recoveries",
  "headroom",
  "storm",
  "mean-recovery",
  "worst-recovery",
  "up",
  "starting",
  "waiting",
  "cooling",
  "dead",
];

/** What a run gives many values of, so that an expectation says what is made of them: `p95(recovery)`, `max(give-up)`. */
export const expectationSamples: readonly string[] = ["recovery", "give-up", "restart-delay"];
