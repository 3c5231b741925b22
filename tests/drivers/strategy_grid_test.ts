// Strategy × restart rule × exit, no cell untold: the second of four children ends, and the whole order of events follows.
import { assertEquals } from "@std/assert";
import {
  DoNotRestartError,
  type EscalationError,
  type RestartRule,
  type RestartWord,
  ShutdownError,
  type Strategy,
  TerminateTreeError,
  type Worker,
} from "@mainstay/supervisor";
import { obedient } from "../support/acting_workers.ts";
import { eventMarks } from "../support/event_marks.ts";
import { runGroupVirtually } from "../support/virtual_run.ts";

class CleanError extends Error {}
class FatalError extends Error {}
class HopelessError extends Error {}

/** How the second child ends 100 ms after its first start; afterwards it is obedient. */
const exits = {
  "return": () => {},
  "ShutdownError": () => fails(new ShutdownError("done")),
  "a cause": () => fails(new Error("wrapped", { cause: new ShutdownError("done") })),
  "clean": () => fails(new CleanError("done")),
  "error": () => fails(new Error("boom")),
  "DoNotRestart": () => fails(new DoNotRestartError("enough")),
  "fatal": () => fails(new FatalError("corrupt")),
  "nonRetryable": () => fails(new HopelessError("no licence")),
  "TerminateTree": () => fails(new TerminateTreeError("no more")),
} as const satisfies Record<string, () => void>;

type Exit = keyof typeof exits;
type Fate = "restart" | "finish" | "give up" | "escalate";

const grid = `
            return   ShutdownError  a cause  clean    error    DoNotRestart  fatal     nonRetryable  TerminateTree
on-failure  finish   finish         finish   finish   restart  finish        escalate  give up       escalate
always      restart  restart        restart  restart  restart  finish        escalate  give up       escalate
never       finish   finish         finish   finish   give up  finish        escalate  give up       escalate`;

/** What follows its end b. or b!; in the marks of {@linkcode eventMarks}. */
const marks: Record<Strategy, Record<Fate, string>> = {
  "one-for-one": {
    "restart": "b~ b+",
    "finish": "b=",
    "give up": "bx",
    "escalate": "be *? d? d- d= c? c- c= a? a- a= *=",
  },
  "one-for-all": {
    "restart": "b~ *~ d? d- c? c- a? a- a+ b+ c+ d+",
    "finish": "b=",
    "give up": "bx",
    "escalate": "be *? d? d- d= c? c- c= a? a- a= *=",
  },
  "rest-for-one": {
    "restart": "b~ *~ d? d- c? c- b+ c+ d+",
    "finish": "b=",
    "give up": "bx",
    "escalate": "be *? d? d- d= c? c- c= a? a- a= *=",
  },
};

const wordOf: Record<RestartRule, RestartWord> = {
  "on-failure": "transient",
  "always": "permanent",
  "never": "temporary",
};

/** The cells of the grid: restart rule, exit, what becomes of the child. */
function cells(): [RestartRule, Exit, Fate][] {
  const [head, ...rows] = grid.trimStart().split("\n").map((line) => line.trim().split(/ {2,}/));
  return rows.flatMap(([rule, ...fates]) =>
    fates.map((fate, column) => [rule, head![column], fate] as [RestartRule, Exit, Fate])
  );
}

/** Whether a crash is told of, and not an end in good order. */
function isCrash(exit: Exit): boolean {
  return exit === "error" || exit === "fatal" || exit === "nonRetryable" || exit === "TerminateTree";
}

Deno.test("the grid has a cell for each restart rule and exit", () => {
  assertEquals(cells().length, Object.keys(wordOf).length * Object.keys(exits).length);
});

for (const [rule, exit, fate] of cells()) {
  for (const restart of [rule, wordOf[rule]]) {
    for (const strategy of ["one-for-one", "one-for-all", "rest-for-one"] as const) {
      Deno.test(`runGroup() ${strategy} × ${restart} × ${exit}: ${fate}`, async () => {
        const second: Worker = async (context) => {
          if (context.incarnation > 1) return await obedient(context);
          await context.clock.sleep(100);
          exits[exit]();
        };
        const run = runGroupVirtually([
          ["a", obedient],
          { name: "b", run: second, restart, clean: CleanError, fatal: FatalError, nonRetryable: HopelessError },
          ["c", obedient],
          ["d", obedient],
        ], { strategy });
        await run.advance(5_000);
        const end = isCrash(exit) ? "b!" : "b.";
        assertEquals(eventMarks(run.events), `*+ a+ b+ c+ d+ ${end} ${marks[strategy][fate]}`);
        const atMs = run.events.slice(5).filter(({ type }) => type !== "started").map((event) => event.atMs);
        assertEquals([...new Set(atMs)], [100]);
        assertEquals(run.times("started").slice(4).every((startMs) => startMs === 1_100), true);
        assertEquals([run.isOver, (run.error as Error)?.name], [
          fate === "escalate",
          fate === "escalate" ? "EscalationError" : undefined,
        ]);
        await run.stop();
        const report = run.report ?? (run.error as EscalationError).report;
        assertEquals(report.workers.map(({ restarts }) => restarts), [0, fate === "restart" ? 1 : 0, 0, 0]);
        assertEquals(report.workers[1]!.crashes, isCrash(exit) ? 1 : 0);
      });
    }
  }
}

function fails(error: Error): never {
  throw error;
}
