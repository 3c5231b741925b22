// Table DR: when each dialect starts a worker that dies at once, after 700 ms, after 1.1 s, after 2 s: times in seconds, and its end.
import { assertEquals } from "@std/assert";
import {
  dialect,
  type DialectName,
  dialectNames,
  type EscalationError,
  type GroupReport,
  runGroup,
} from "@mainstay/supervisor";
import { VirtualRun } from "../support/virtual_run.ts";

const livesMs = [0, 700, 1_100, 2_000];

/** The first ten starts within an hour of a worker that crashes after each life, and what came of it. */
async function startsOf(name: DialectName, lifeMs: number): Promise<string> {
  const run = new VirtualRun<GroupReport>(({ clock, events, stopper }) =>
    runGroup([["w", async ({ clock, signal }) => {
      await clock.sleep(lifeMs, signal);
      throw new Error("died");
    }]], {
      ...dialect(name),
      clock,
      random: () => 0,
      signals: false,
      signal: stopper.signal,
      onEvent: (event) => {
        events.push(event);
        if (events.filter(({ type }) => type === "started").length > 10) stopper.abort();
      },
    })
  );
  await run.advance(3_600_000);
  const starts = run.times("started").slice(0, 10).map(seconds).join(" ");
  const [givenUpMs] = run.times("gave-up");
  if (givenUpMs !== undefined) return `${starts}, given up at ${seconds(givenUpMs)}`;
  const [failedMs] = run.times("escalated");
  if (failedMs !== undefined) return `${starts}, failed at ${seconds(failedMs)}`;
  return `${starts} …`;
}

function seconds(ms: number): string {
  return String(Math.round(ms) / 1_000);
}

Deno.test("DR1 every dialect starts a worker that keeps dying at these times", async () => {
  const lines = [""];
  for (const name of dialectNames) {
    for (const lifeMs of livesMs) {
      lines.push(`${name.padEnd(12)}${String(lifeMs / 1_000).padEnd(4)}${await startsOf(name, lifeMs)}`);
    }
  }
  assertEquals(
    lines.join("\n"),
    `
otp         0   0 0, failed at 0
otp         0.7 0 0.7, failed at 1.4
otp         1.1 0 1.1, failed at 2.2
otp         2   0 2, failed at 4
suture      0   0 0 0 0 0 0 15 15 15 15 …
suture      0.7 0 0.7 1.4 2.1 2.8 3.5 19.2 19.9 20.6 21.3 …
suture      1.1 0 1.1 2.2 3.3 4.4 5.5 21.6 22.7 23.8 24.9 …
suture      2   0 2 4 6 8 10 27 29 31 33 …
systemd     0   0 0.1 0.2 0.3 0.4, given up at 0.5
systemd     0.7 0 0.8 1.6 2.4 3.2, given up at 4
systemd     1.1 0 1.2 2.4 3.6 4.8, given up at 6
systemd     2   0 2.1 4.2 6.3 8.4 10.5 12.6 14.7 16.8 18.9 …
kubernetes  0   0 0 10 30 70 150 310 610 910 1210 …
kubernetes  0.7 0 0.7 11.4 32.1 72.8 153.5 314.2 614.9 915.6 1216.3 …
kubernetes  1.1 0 1.1 12.2 33.3 74.4 155.5 316.6 617.7 918.8 1219.9 …
kubernetes  2   0 2 14 36 78 160 322 624 926 1228 …
akka        0   0 3 9 21 45 75 105 135 165 195 …
akka        0.7 0 3.7 10.4 23.1 47.8 78.5 109.2 139.9 170.6 201.3 …
akka        1.1 0 4.1 11.2 24.3 49.4 80.5 111.6 142.7 173.8 204.9 …
akka        2   0 5 13 27 53 85 117 149 181 213 …
supervisord 0   0 1 3 6, given up at 6
supervisord 0.7 0 1.7 4.4 8.1, given up at 8.8
supervisord 1.1 0 1.1 2.2 3.3 4.4 5.5 6.6 7.7 8.8 9.9 …
supervisord 2   0 2 4 6 8 10 12 14 16 18 …`,
  );
});

// In whole seconds: of crashes 5.5 s apart those at 5.5 and 11 s do not count together, those at 11 and 16.5 s do.
for (
  const [lifeMs, end] of [[5_000, "failed at 10"], [5_500, "failed at 16.5"], [6_000, "…"], [6_001, "…"]] as const
) {
  Deno.test(`DR2 dialect("otp") with a crash every ${lifeMs} ms: ${end}`, async () => {
    assertEquals((await startsOf("otp", lifeMs)).endsWith(end), true);
  });
}

Deno.test('DR3 dialect("otp") fails, with the report, and says which child', async () => {
  const run = new VirtualRun<GroupReport>(({ clock }) =>
    runGroup([["a", ({ clock, signal }) => clock.sleep(Infinity, signal)], ["w", () => {}]], {
      ...dialect("otp"),
      clock,
      signals: false,
    })
  );
  await run.advance(0);
  assertEquals((run.error as EscalationError).report.workers.map(({ name, outcome }) => `${name} ${outcome}`), [
    "a stopped",
    "w escalated",
  ]);
});

for (const [lifeMs, starts] of [[9_657, 45], [9_658, 47], [9_659, 47]] as const) {
  Deno.test(`DR4 dialect("suture") starts a worker that dies every ${lifeMs} ms ${starts} times in 45 such lives`, async () => {
    let started = 0;
    const run = new VirtualRun<GroupReport>(({ clock, events }) =>
      runGroup([["w", async ({ clock }) => {
        started++;
        await clock.sleep(lifeMs);
        throw new Error("died");
      }]], { ...dialect("suture"), clock, signals: false, onEvent: (event) => events.push(event) })
    );
    await run.advance(46 * lifeMs);
    assertEquals([started, run.times("group-paused").length], [starts, starts === 47 ? 0 : 1]);
  });
}

Deno.test('DR5 dialect("kubernetes") starts over after a run of more than 600 s, not of 600 s', async () => {
  const delays: number[][] = [];
  for (const lifeMs of [599_999, 600_000, 600_001]) {
    const run = new VirtualRun<GroupReport>(({ clock, events }) =>
      runGroup([["w", async ({ clock, incarnation }) => {
        if (incarnation === 4) await clock.sleep(lifeMs);
        throw new Error("died");
      }]], { ...dialect("kubernetes"), clock, signals: false, onEvent: (event) => events.push(event) })
    );
    await run.advance(680_000);
    delays.push(run.delaysMs.slice(0, 5).map((ms) => ms / 1_000));
  }
  assertEquals(delays, [[0, 10, 20, 40, 80], [0, 10, 20, 40, 80], [0, 10, 20, 0, 10]]);
});

Deno.test('DR6 dialect("systemd") counts starts by hand too, and lets a window pass', async () => {
  const run = new VirtualRun<GroupReport>(({ clock, events }) =>
    runGroup([["w", ({ incarnation }) => {
      if (incarnation > 1) throw new Error("died");
      return clock.sleep(9_700).then(() => fails());
    }]], { ...dialect("systemd"), clock, signals: false, onEvent: (event) => events.push(event) })
  );
  await run.advance(20_000);
  // The window of the start at 0 holds those at 9.8, 9.9 and 10; that at 10.1 opens the next one.
  assertEquals(run.times("started"), [0, 9_800, 9_900, 10_000, 10_100, 10_200, 10_300, 10_400, 10_500]);
  assertEquals(run.times("gave-up"), [10_600]);
});

for (const [lifeMs, end] of [[999, "given up"], [1_000, "…"], [1_001, "…"]] as const) {
  Deno.test(`DR7 dialect("supervisord") with a life of ${lifeMs} ms: ${end}`, async () => {
    assertEquals((await startsOf("supervisord", lifeMs)).includes(end), true);
  });
}

Deno.test('DR8 dialect("supervisord") calls a return within the first second a crash', async () => {
  const run = new VirtualRun<GroupReport>(({ clock, events }) =>
    runGroup([["w", ({ clock }) => clock.sleep(500)]], {
      ...dialect("supervisord"),
      clock,
      signals: false,
      onEvent: (event) => events.push(event),
    })
  );
  await run.advance(60_000);
  assertEquals(run.marks.at(-1), "8000 w! wx *=");
  assertEquals(
    run.lines("crashed")[0],
    '500 w#1 crashed error=QuickExitError: Worker "w" ended after 500 ms, before its least uptime of 1000 ms ranMs=500',
  );
});

function fails(): never {
  throw new Error("died");
}
