// What depends on what in a run, under both engines.
import { assertEquals } from "@std/assert";
import { type Engine, type Scenario, simulate, timeline } from "@mainstay/supervisor/simulation";
import { timedMarks } from "../support/event_marks.ts";

const engines = ["real", "policy"] as const satisfies readonly Engine[];
const second = { baseMs: 1_000, multiplier: 1, jitter: "none" } as const;
const readyAfter = (ms: number) => ({ readyAfter: { kind: "fixed", ms } as const });
const crashAt = (atMs: number) => ({ script: [{ acts: [{ atMs, do: "crash" as const }] }] });
const slow = { onStop: { takesMs: 200 } } as const;

async function run(engine: Engine, scenario: Omit<Scenario, "name" | "horizonMs">) {
  const result = await simulate({ name: "dependency", horizonMs: 10_000, ...scenario }, { engine });
  assertEquals(result.breaches, []);
  return result;
}

async function marks(engine: Engine, scenario: Omit<Scenario, "name" | "horizonMs">): Promise<string[]> {
  return timedMarks((await run(engine, scenario)).events);
}

for (const engine of engines) {
  Deno.test(`simulate() with the ${engine} engine starts each when all that it depends on is ready`, async () => {
    assertEquals(
      await marks(engine, {
        defaults: { startupTimeoutMs: 5_000 },
        workers: [
          { name: "web", dependsOn: ["api", "db"], behaviour: readyAfter(0) },
          { name: "api", dependsOn: ["db"], behaviour: readyAfter(100) },
          { name: "db", behaviour: readyAfter(300) },
        ],
      }),
      ["0 *+ webw apiw db+", "300 db^ api+", "400 api^ web+ web^"],
    );
  });

  Deno.test(`simulate() with the ${engine} engine stops each when all who depend on it are down`, async () => {
    assertEquals(
      await marks(engine, {
        stopAtMs: 1_000,
        workers: [
          { name: "db" },
          { name: "api", dependsOn: ["db"], behaviour: slow },
          { name: "job", dependsOn: ["db"], behaviour: { onStop: { takesMs: 300 } } },
          { name: "mail" },
        ],
      }),
      [
        "0 *+ db+ api+ job+ mail+",
        "1000 *? mail? job? api? mail- mail=",
        "1200 api- api=",
        "1300 job- job= db? db- db= *=",
      ],
    );
  });

  Deno.test(`simulate() with the ${engine} engine stops in reverse also across those that are down`, async () => {
    assertEquals(
      await marks(engine, {
        stopAtMs: 1_000,
        workers: [
          { name: "db" },
          { name: "api", dependsOn: ["db"], backoff: second, behaviour: crashAt(500) },
          { name: "web", dependsOn: ["api"], behaviour: slow },
        ],
      }),
      ["0 *+ db+ api+ web+", "500 api! api~", "1000 *? api= web?", "1200 web- web= db? db- db= *="],
    );
  });

  Deno.test(`simulate() with the ${engine} engine restarts with a service who asked for that, and nobody else`, async () => {
    assertEquals(
      await marks(engine, {
        workers: [
          { name: "db", backoff: second, behaviour: crashAt(500) },
          { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", behaviour: slow },
          { name: "job", dependsOn: ["db"] },
          { name: "web", dependsOn: ["api"], onDependencyFailure: "restart", behaviour: slow },
        ],
      }),
      [
        "0 *+ db+ api+ job+ web+",
        "500 db! db~ *~ web?",
        "700 web- api? webw",
        "900 api- apiw",
        "1500 db+ api+ web+",
      ],
    );
  });

  Deno.test(`simulate() with the ${engine} engine lets a restart wait for readiness that was lost`, async () => {
    const lost = { acts: [{ atMs: 400, do: "not-ready" as const }, { atMs: 3_000, do: "ready" as const }] };

    assertEquals(
      await marks(engine, {
        workers: [
          { name: "db", behaviour: { script: [lost] } },
          { name: "api", dependsOn: ["db"], backoff: second, behaviour: crashAt(500) },
          { name: "job", dependsOn: ["db"] },
        ],
      }),
      ["0 *+ db+ api+ job+", "400 dbv", "500 api! api~", "1500 apiw", "3000 db^ api+"],
    );
  });

  Deno.test(`simulate() with the ${engine} engine ends a wait for somebody who has ended for good`, async () => {
    const { events, metrics, workers } = await run(engine, {
      workers: [
        { name: "db", restart: "never", startupTimeoutMs: 5_000, behaviour: crashAt(500) },
        { name: "api", dependsOn: ["db"] },
        { name: "mail" },
      ],
    });

    assertEquals(timedMarks(events), ["0 *+ db+ apiw mail+", "500 db! dbx api="]);
    assertEquals([metrics.workers[1]!.waitingMs, metrics.workers[1]!.deadMs], [500, 9_500]);
    assertEquals(timeline(workers, events, 10_000).get("api")?.map(({ phase }) => phase), ["blocked", "dead"]);
  });

  Deno.test(`simulate() with the ${engine} engine restarts by hand after those who depend on it are down`, async () => {
    assertEquals(
      await marks(engine, {
        workers: [
          { name: "db" },
          { name: "api", dependsOn: ["db"], onDependencyFailure: "restart", behaviour: slow },
        ],
        operations: [{ atMs: 1_000, do: "restart", worker: "db" }],
      }),
      ["0 *+ db+ api+", "1000 *~ api?", "1200 api- db? apiw db- db+ api+"],
    );
  });

  Deno.test(`simulate() with the ${engine} engine lets groups depend on groups`, async () => {
    assertEquals(
      await marks(engine, {
        stopAtMs: 1_000,
        workers: [
          { name: "front", dependsOn: ["back"], group: { workers: [{ name: "web", behaviour: slow }] } },
          {
            name: "back",
            group: { defaults: { startupTimeoutMs: 500 }, workers: [{ name: "db", behaviour: readyAfter(300) }] },
          },
        ],
      }),
      [
        "0 *+ frontw back+ back*+ back/db+",
        "300 back/db^ back^ front+ front*+ front/web+ front^",
        "1000 *? front? front*? front/web?",
        "1200 front/web- front/web= front*= front- front= back? back*? back/db? back/db- back/db= back*= back- back= *=",
      ],
    );
  });

  Deno.test(`simulate() with the ${engine} engine adds nobody whose dependency has left`, async () => {
    const extra = { name: "extra", dependsOn: ["db"] };

    assertEquals(
      await marks(engine, {
        workers: [{ name: "db" }, { name: "mail" }],
        operations: [
          { atMs: 1, do: "start", worker: { ...extra, name: "early" } },
          { atMs: 2, do: "remove", worker: "db" },
          { atMs: 3, do: "start", worker: { ...extra, name: "late" } },
        ],
      }),
      ["0 *+ db+ mail+", "1 earlyn early+", "2 db? db- db= dbo"],
    );
  });

  Deno.test(`simulate() with the ${engine} engine shares the grace of all among the waves that are to come`, async () => {
    const { events } = await run(engine, {
      stopAtMs: 1_000,
      graceMs: 1_000,
      workers: [
        { name: "db" },
        { name: "api", dependsOn: ["db"], behaviour: { onStop: "ignore" } },
        { name: "web", dependsOn: ["api"], behaviour: { onStop: { takesMs: 100 } } },
      ],
    });

    assertEquals(
      events.flatMap((event) => event.type === "stopping" ? [[event.worker, event.atMs, event.graceMs]] : []),
      [["web", 1_000, 333], ["api", 1_100, 450], ["db", 1_550, 450]],
    );
  });
}
