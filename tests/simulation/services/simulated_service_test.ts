import { assertEquals } from "@std/assert";
import { startApplication } from "@mainstay/supervisor/services";
import { type Behaviour, type ScenarioWorker, VirtualClock } from "@mainstay/supervisor/simulation";
import type { Life } from "../../../src/simulation/engine_run.ts";
import type { Fault } from "../../../src/simulation/faults/fault.ts";
import { castFor } from "../../../src/simulation/services/services_cast.ts";
import { simulatedService } from "../../../src/simulation/services/simulated_service.ts";

/** Lives through 1,000 ms, then it is asked to stop: its statuses, and how its lives went. */
async function lived(behaviour: Behaviour, faults: readonly Fault[] = [], policy: Partial<ScenarioWorker> = {}) {
  const clock = new VirtualClock();
  const scenario = { name: "test", horizonMs: 1, faults, workers: [{ name: "a", behaviour, ...policy }] };
  const [member] = castFor(scenario, "services").members;
  const lives: Life[] = [];
  const states: string[] = [];
  const quiet = () => {};
  const app = startApplication([{
    name: "a",
    restart: "never",
    startupTimeoutMs: member!.policy.startupTimeoutMs,
    graceMs: 500,
    ...simulatedService(member!, () => 0.5, () => 0.5, (life) => lives.push(life)),
  }], {
    clock,
    signals: false,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    onEvent: (event) => {
      if (event.type === "service-status") states.push(`${event.atMs} ${event.status}`);
      if (event.type === "service-readiness") states.push(`${event.atMs} ${event.ready ? "ready" : "not ready"}`);
    },
  });
  await clock.advance(1_000);
  app.stop();
  await clock.advance(5_000);
  return { states, lives: lives.map(({ askedToStopMs, toMs }) => [askedToStopMs, toMs]) };
}

for (
  const [what, behaviour, faults, states, asked, ended] of [
    [
      "is ready at once when it says nothing of that",
      {},
      [],
      ["0 ready", "1000 stopping", "1000 stopped"],
      1_000,
      1_000,
    ],
    [
      "is ready when it says so",
      { readyAfter: { kind: "fixed", ms: 200 } },
      [],
      [
        "200 ready",
        "1000 stopping",
        "1000 stopped",
      ],
      1_000,
      1_000,
    ],
    [
      "is ready when its script says so",
      { script: [{ acts: [{ atMs: 300, do: "ready" }] }] },
      [],
      [
        "300 ready",
        "1000 stopping",
        "1000 stopped",
      ],
      1_000,
      1_000,
    ],
    [
      "crashes by itself",
      { life: { kind: "fixed", ms: 400 } },
      [],
      ["0 ready", "400 failed", "400 dead"],
      undefined,
      400,
    ],
    [
      "throws in its loop when it is asked to stop",
      { onStop: "throw" },
      [],
      [
        "0 ready",
        "1000 stopping",
        "1000 stopped",
      ],
      1_000,
      1_000,
    ],
    [
      "takes longer to start than it has",
      {},
      [{ kind: "slow-start", fromMs: 0, toMs: 1, byMs: 300 }],
      [
        "0 starting",
        "300 running",
        "300 ready",
      ],
      1_000,
      1_000,
    ],
    [
      "takes longer to stop",
      {},
      [{ kind: "slow-stop", fromMs: 900, toMs: 1_001, byMs: 300 }],
      [
        "1000 stopping",
        "1300 stopped",
      ],
      1_000,
      1_300,
    ],
    [
      "stops as ever once that time is over",
      {},
      [{ kind: "slow-stop", fromMs: 900, toMs: 1_000, byMs: 300 }],
      [
        "1000 stopping",
        "1000 stopped",
      ],
      1_000,
      1_000,
    ],
    [
      "crashes in its start",
      {},
      [{ kind: "crash-in-start", fromMs: 0, toMs: 1 }],
      ["0 failed", "0 dead"],
      undefined,
      0,
    ],
    [
      "crashes in its stop",
      {},
      [{ kind: "crash-in-stop", fromMs: 1_000, toMs: 1_001 }],
      [
        "1000 stopping",
        "1000 failed",
        "1000 stopped",
      ],
      1_000,
      1_000,
    ],
    [
      "ends late when it takes no notice of its stop",
      {},
      [{ kind: "ignored-stop", fromMs: 0, toMs: 2_000 }],
      [
        "1000 stopping",
        "1500 stopped",
      ],
      1_000,
      2_000,
    ],
  ] as readonly (readonly [string, Behaviour, readonly Fault[], readonly string[], number | undefined, number])[]
) {
  Deno.test(`simulatedService() ${what}`, async () => {
    const { states: told, lives } = await lived(behaviour, faults);

    assertEquals(states.filter((state) => !told.includes(state)), []);
    assertEquals(lives, [[asked, ended]]);
  });
}

Deno.test("simulatedService() that has a limit for its start is not ready before it says so", async () => {
  const { states } = await lived({}, [], { startupTimeoutMs: 400 });

  assertEquals(states, ["0 starting", "0 running", "400 failed", "400 dead"]);
});
