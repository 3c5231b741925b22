// Table DI: each dialect's delays, limits and edges, as field/supervision.md §2.1 to §2.8 gives them.
import { assertEquals } from "@std/assert";
import { backoffCeiling, drawDelay, resolveBackoff } from "../../src/core/backoff.ts";
import { dialect, type DialectName, dialectNames } from "../../src/core/dialect.ts";
import { resolveGroupBudget } from "../../src/core/group_budget.ts";
import { type ResolvedPolicy, resolvePolicy } from "../../src/core/policy.ts";
import { makeWindow, type RestartWindow } from "../../src/core/restart_window.ts";

const almostOne = 1 - 2 ** -53;

function policyOf(name: DialectName): ResolvedPolicy {
  return resolvePolicy("test", dialect(name).defaults);
}

/** The delays of the first `count` restarts in a row, in seconds. */
function delaysSeconds(name: DialectName, count: number, chance = 0): number[] {
  const { backoff } = policyOf(name);
  let previousMs: number | undefined;
  return Array.from({ length: count }, (_, index) => {
    previousMs = drawDelay(backoff, index + 1, () => chance, previousMs);
    return Math.round(previousMs) / 1_000;
  });
}

/** Asked first and then told, for each of these times: `+` allowed, `-` refused. */
function allowed(window: RestartWindow, ...timesMs: number[]): string {
  return timesMs.map((nowMs) => {
    if (window.isExhausted(nowMs)) return "-";
    window.record(nowMs);
    return "+";
  }).join("");
}

const series: Record<DialectName, [chance: number, delaysSeconds: number[]]> = {
  otp: [almostOne, [0, 0, 0, 0, 0, 0, 0, 0]],
  suture: [almostOne, [0, 0, 0, 0, 0, 0, 0, 0]],
  systemd: [almostOne, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]],
  kubernetes: [almostOne, [0, 10, 20, 40, 80, 160, 300, 300]],
  akka: [0, [3, 6, 12, 24, 30, 30, 30, 30]],
  supervisord: [almostOne, [1, 2, 3, 4, 5, 6, 7, 8]],
};

for (const name of dialectNames) {
  const [chance, delays] = series[name];
  Deno.test(`DI1 dialect("${name}") waits ${delays.join(", ")} s`, () => {
    assertEquals(delaysSeconds(name, 8, chance), delays);
  });
}

Deno.test("DI2 dialect() is this grid of restart rule, exhaustion rule, grace and healthy time", () => {
  const rows = dialectNames.map((name) => {
    const { restart, onExhausted, graceMs, healthyAfterMs, minUptimeMs, restartHealthy } = policyOf(name);
    return [name, restart, onExhausted, graceMs, healthyAfterMs, minUptimeMs, restartHealthy].join(" ");
  });
  assertEquals(
    rows.join("\n"),
    `\
otp always escalate 5000 Infinity 0 backoff
suture always cooldown 10000 Infinity 0 backoff
systemd on-failure give-up 90000 Infinity 0 backoff
kubernetes always cooldown 30000 600000.0009765625 0 backoff
akka on-failure cooldown Infinity 16500 0 backoff
supervisord on-failure give-up 10000 1000 1000 at-once`,
  );
});

Deno.test("DI3 dialect() is this grid of worker budgets", () => {
  const rows = dialectNames.map((name) => {
    const { intensity, periodMs, window, counts, resetWhenHealthy } = policyOf(name).budget;
    return [name, intensity, ...(intensity === Infinity ? [] : [periodMs, window, counts, resetWhenHealthy])].join(" ");
  });
  assertEquals(
    rows.join("\n"),
    `\
otp Infinity
suture Infinity
systemd 5 10000 tumbling starts false
kubernetes Infinity
akka Infinity
supervisord 3 300000 in-a-row restarts true`,
  );
});

Deno.test("DI4 dialect() is this grid of what a group does", () => {
  const rows = dialectNames.map((name) => {
    const { defaults: _, budget, ...group } = dialect(name);
    const { intensity, periodMs, window, onExhausted, pauseMs } = budget ?? {};
    return [name, intensity, periodMs, window, onExhausted, pauseMs, ...Object.values(group)]
      .filter((value) => value !== undefined).join(" ");
  });
  assertEquals(
    rows.join("\n"),
    `\
otp 1 5000 whole-seconds escalate one-for-one sequential sequential fail true
suture 5 30000 decay pause 15000 parallel parallel true
systemd parallel
kubernetes parallel
akka parallel
supervisord`,
  );
});

// OTP: the group's budget of 1 restart in 5 whole seconds.
for (
  const [timesMs, decisions] of [
    [[0, 0], "+-"],
    [[0, 4_999], "+-"],
    [[0, 5_000], "+-"],
    [[0, 5_999], "+-"],
    [[0, 6_000], "++"],
    [[0, 6_001], "++"],
    [[999, 5_999], "+-"],
    [[999, 6_000], "++"],
    [[999, 6_001], "++"],
    [[0, 6_000, 12_000, 17_999], "+++-"],
  ] as const
) {
  Deno.test(`DI5 dialect("otp") decides ${decisions} of crashes at ${timesMs.join(", ")} ms`, () => {
    assertEquals(allowed(makeWindow(resolveGroupBudget("test", dialect("otp").budget)!), ...timesMs), decisions);
  });
}

Deno.test('DI6 dialect("otp") lets each intensity through, with any number of crashes in one instant', () => {
  const decisions = [0, 1, 2, 3].map((intensity) => {
    const budget = resolveGroupBudget("test", { ...dialect("otp").budget, intensity })!;
    return allowed(makeWindow(budget), 0, 0, 0, 0, 0);
  });
  assertEquals(decisions, ["-----", "+----", "++---", "+++--"]);
});

Deno.test('DI7 dialect("otp") takes the end of a group past its budget as an orderly one', () => {
  assertEquals(policyOf("otp").clean, ["EscalationError"]);
});

// suture: which failure of a steady series starts a pause; 0 is none.
for (
  const [everySeconds, failure] of [[0, 6], [1, 6], [2, 6], [5, 7], [9, 14], [9.657, 43], [9.658, 0], [
    9.659,
    0,
  ]] as const
) {
  Deno.test(`DI8 dialect("suture") pauses at failure ${failure} of one every ${everySeconds} s`, () => {
    const window = makeWindow(resolveGroupBudget("test", dialect("suture").budget)!);
    const decisions = allowed(window, ...Array.from({ length: 2_000 }, (_, index) => index * everySeconds * 1_000));
    assertEquals(decisions.indexOf("-") + 1, failure);
  });
}

Deno.test('DI9 dialect("suture") starts its pause anew only while its count is above 5', () => {
  const window = makeWindow(resolveGroupBudget("test", dialect("suture").budget)!);
  const failures = [0, 0, 0, 0, 0, 0, 20_000, 20_000].map((nowMs) => {
    const paused = window.isExhausted(nowMs);
    window.record(nowMs);
    return `${window.count(nowMs).toFixed(2)}${paused ? " paused" : ""}`;
  });
  assertEquals(failures, ["1.00", "2.00", "3.00", "4.00", "5.00", "6.00 paused", "4.78", "5.78 paused"]);
});

// systemd: 5 starts in a window that the first one opens.
for (
  const [timesMs, decisions] of [
    [[0, 100, 200, 300, 400, 500], "+++++-"],
    [[0, 100, 200, 300, 400, 9_999], "+++++-"],
    [[0, 100, 200, 300, 400, 10_000], "+++++-"],
    [[0, 100, 200, 300, 400, 10_001], "++++++"],
    [[0, 9_000, 9_100, 9_200, 9_300, 10_001, 10_101], "+++++++"],
    [[0, 2_500, 5_000, 7_500, 10_000, 12_500], "++++++"],
    [[0, 2_000, 4_000, 6_000, 8_000, 10_000], "+++++-"],
  ] as const
) {
  Deno.test(`DI10 dialect("systemd") decides ${decisions} of starts at ${timesMs.join(", ")} ms`, () => {
    assertEquals(allowed(makeWindow(policyOf("systemd").budget), ...timesMs), decisions);
  });
}

/** RestartSec, RestartMaxDelaySec and RestartSteps: the multiplier is `(max / sec) ^ (1 / steps)`. */
const steps = [
  [2, 16, 3, [2, 4, 8, 16, 16]],
  [0.1, 60, 5, [0.1, 0.359, 1.292, 4.644, 16.69, 60]],
  [1, 300, 8, [1, 2.04, 4.16, 8.49, 17.32, 35.33, 72.08, 147.06, 300]],
] as const;

for (const [second, maxSeconds, count, delays] of steps) {
  Deno.test(`DI11 resolveBackoff() takes systemd's ${second} s to ${maxSeconds} s in ${count} RestartSteps`, () => {
    const backoff = resolveBackoff("test", {
      baseMs: second * 1_000,
      multiplier: (maxSeconds / second) ** (1 / count),
      maxMs: maxSeconds * 1_000,
      jitter: "none",
    });
    const drawn = delays.map((delay, index) => {
      const digits = String(delay).split(".")[1]?.length ?? 0;
      return Number((drawDelay(backoff, index + 1, () => 0) / 1_000).toFixed(digits));
    });
    assertEquals(drawn, [...delays]);
  });
}

Deno.test('DI12 dialect("kubernetes") has waited 910 s before restart 8', () => {
  assertEquals(delaysSeconds("kubernetes", 8).reduce((sum, delay) => sum + delay), 910);
});

for (const [ranMs, reset] of [[599_999, false], [600_000, false], [600_001, true]] as const) {
  Deno.test(`DI13 dialect("kubernetes") ${reset ? "starts over" : "goes on"} after a run of ${ranMs} ms`, () => {
    assertEquals(ranMs >= policyOf("kubernetes").healthyAfterMs!, reset);
  });
}

Deno.test('DI14 dialect("akka") adds up to a fifth to its delays, above their maximum too', () => {
  const { backoff } = policyOf("akka");
  assertEquals(delaysSeconds("akka", 6, almostOne), [3.6, 7.2, 14.4, 28.8, 36, 36]);
  assertEquals([1, 2, 3, 4, 5].map((attempt) => backoffCeiling(backoff, attempt)), [
    3_600,
    7_200,
    14_400,
    28_800,
    36_000,
  ]);
});

Deno.test('DI15 dialect("akka") starts over after the mean of its least and its greatest delay', () => {
  const { backoff, healthyAfterMs } = policyOf("akka");
  assertEquals(healthyAfterMs, (backoff.baseMs + backoff.maxMs) / 2);
});

Deno.test('DI16 dialect("supervisord") spawns 4 times, at 0, 1, 3 and 6 s, what dies at once', () => {
  const { backoff, budget } = policyOf("supervisord");
  const window = makeWindow(budget);
  const spawnedAtMs = [0];
  for (let attempt = 1, nowMs = 0; !window.isExhausted(nowMs); attempt++) {
    window.record(nowMs);
    nowMs += drawDelay(backoff, attempt, () => 0);
    spawnedAtMs.push(nowMs);
  }
  assertEquals(spawnedAtMs, [0, 1_000, 3_000, 6_000]);
});

for (const [ranMs, quick, healthy] of [[999, true, false], [1_000, false, true], [1_001, false, true]] as const) {
  Deno.test(`DI17 dialect("supervisord") takes an end after ${ranMs} ms as ${quick ? "too quick" : "one of a healthy program"}`, () => {
    const { minUptimeMs, healthyAfterMs } = policyOf("supervisord");
    assertEquals([ranMs < minUptimeMs, ranMs >= healthyAfterMs!], [quick, healthy]);
  });
}

for (const startretries of [0, 1, 50]) {
  Deno.test(`DI18 dialect("supervisord") waits 1 to ${startretries} s with startretries ${startretries}`, () => {
    const { budget } = resolvePolicy("test", { budget: { intensity: startretries } }, policyOf("supervisord"));
    const decisions = allowed(makeWindow(budget), ...new Array<number>(60).fill(0));
    assertEquals(decisions, "+".repeat(startretries).padEnd(60, "-"));
    assertEquals(delaysSeconds("supervisord", startretries).at(-1) ?? 0, startretries);
  });
}
