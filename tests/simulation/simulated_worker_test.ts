import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { DoNotRestartError, ShutdownError, supervise, TerminateTreeError } from "@mainstay/supervisor";
import { type Behaviour, VirtualClock } from "@mainstay/supervisor/simulation";
import { castOf } from "../../src/simulation/cast.ts";
import type { Life } from "../../src/simulation/engine_run.ts";
import { scriptedError, simulatedWorker } from "../../src/simulation/simulated_worker.ts";

/** Lives as the behaviour says, under a supervisor that never restarts and stops at 1,000 ms; how it ended, and when. */
async function lived(behaviour: Behaviour): Promise<{ ended: string; lives: Life[] }> {
  const clock = new VirtualClock();
  const { members } = castOf({ name: "test", horizonMs: 1, workers: [{ name: "a", behaviour }] });
  const lives: Life[] = [];
  const stop = new AbortController();
  const worker = simulatedWorker(members[0]!, () => 0.5, () => 0.5, (life) => lives.push(life));
  const running = supervise("a", worker, { clock, signal: stop.signal, restart: "never", graceMs: 500 });
  await clock.advance(1_000);
  stop.abort();
  await clock.advance(10_000);
  const { outcome, lastErrors } = await running;
  return { ended: [outcome, ...lastErrors.map(({ name, message }) => `${name}: ${message}`)].join(" "), lives };
}

for (
  const [behaviour, ended, toMs] of [
    [{ life: { kind: "fixed", ms: 300 } }, "gave-up Error: crashed", 300],
    [{ life: { kind: "fixed", ms: 300 }, error: { name: "DbError", message: "gone" } }, "gave-up DbError: gone", 300],
    [{ life: { kind: "fixed", ms: 300 }, end: "return" }, "completed", 300],
    [{}, "stopped", 1_000],
    [{ onStop: "throw" }, "stopped", 1_000],
    [{ onStop: { takesMs: 400 } }, "stopped", 1_400],
    [{ onStop: { takesMs: 600 } }, "abandoned", 1_600],
    [{ onStop: "ignore" }, "abandoned", undefined],
    [{ script: [{ acts: [{ atMs: 10, do: "hang" }] }] }, "abandoned", undefined],
    [{ onStop: "ignore", life: { kind: "fixed", ms: 1_200 } }, "stopped", 1_200],
  ] as readonly (readonly [Behaviour, string, number | undefined])[]
) {
  Deno.test(`simulatedWorker() of ${JSON.stringify(behaviour)} ends as it says: ${ended}`, async () => {
    const { ended: how, lives } = await lived(behaviour);

    assertEquals([how, lives.map((life) => life.toMs)], [ended, [toMs]]);
  });
}

Deno.test("scriptedError() makes one error for all crashes of a kind", () => {
  const scripted = { name: "DbError" };

  const error = scriptedError(scripted);

  assertEquals([error.name, error.message], ["DbError", ""]);
  assertStrictEquals(scriptedError(scripted), error);
});

for (const Sentinel of [ShutdownError, DoNotRestartError, TerminateTreeError]) {
  Deno.test(`scriptedError() makes a ${Sentinel.name} of its name`, () => {
    const error = scriptedError({ name: Sentinel.name, message: "so it is" });

    assertInstanceOf(error, Sentinel);
    assertEquals(error.message, "so it is");
  });
}
