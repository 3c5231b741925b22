import { assert, assertEquals } from "@std/assert";
import { type Scenario, simulate } from "@mainstay/supervisor/simulation";

const endless: Scenario = {
  name: "endless",
  horizonMs: Number.MAX_SAFE_INTEGER,
  workers: [{ name: "a", budget: { periodMs: 1 }, behaviour: { life: { kind: "fixed", ms: 1_000 } } }],
};

for (const engine of ["real", "policy"] as const) {
  Deno.test(`simulate() with the ${engine} engine is cut off by its signal, which it lets be heard`, async () => {
    const interrupted = new AbortController();
    setTimeout(() => interrupted.abort(), 1);

    const { cutOffBy, endedAtMs, metrics } = await simulate(endless, { engine, signal: interrupted.signal });

    assertEquals(cutOffBy, "signal");
    assert(metrics.group.crashes > 0 && endedAtMs < endless.horizonMs);
  });
}
