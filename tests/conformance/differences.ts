import type { Observation } from "./observation.ts";
import type { OtpChild, OtpTrace, SutureTrace, Trace } from "./trace.ts";

/** Something that this library does otherwise than a recorded system, on purpose. */
export interface Difference {
  readonly name: string;
  readonly reason: string;
  /** Whether it can be at work in a trace: what it is about really happened there. Left out: the replay itself says so. */
  readonly applies?: (trace: Trace) => boolean;
  /** What a trace that it is at work in should have recorded. */
  readonly expected?: (recorded: Observation, trace: SutureTrace) => Observation;
  /** Whether a trace of suture is replayed as if this library did not differ, to show that nothing else does. */
  readonly undone?: boolean;
}

/** Where this library differs from the recorded systems on purpose. Nothing else may differ. */
export const differences: readonly Difference[] = [
  {
    name: "no-kill",
    reason:
      "Nobody can kill a promise: whoever does not stop in time is abandoned and said to be. In the replay the worker itself plays " +
      "the kill that Erlang sends, a child's when its time is over, a supervisor's by failing as a whole.",
  },
  {
    name: "no-orphans",
    reason:
      "A group that still has a child running is not over, and not started anew. Erlang starts a killed supervisor anew beside those " +
      "of its children that survived it, so that a child runs twice. Suture's nested supervisor returns though a service of its still runs.",
    applies: (trace) =>
      trace.system === "suture" ? aNestedServiceWasLeftBehind(trace) : someoneSurvivedTheKillOfItsSupervisor(trace),
  },
  {
    name: "idempotent-operations",
    reason:
      "restart() of a running child restarts it, remove() stops it first, and a child that ended for good stays known until it is " +
      "removed. Where Erlang refuses such a call the replay does not make it.",
  },
  {
    name: "does-not-block",
    reason:
      "Erlang's supervisor handles nothing while it waits for a child to start or to stop: ends, calls and orders to stop wait in its " +
      "mailbox. A group sees them at once, and spares starts that would be undone at once. With mailboxes in the replay it does " +
      "exactly as Erlang does.",
  },
  {
    name: "subtree-failure-is-abnormal",
    reason:
      "A group past its budget has failed, so a transient entry restarts it. To Erlang it ended with reason shutdown, which is in " +
      "order, and the subtree is gone without a word. The dialect otp does as Erlang does.",
  },
  {
    name: "stray-abort-is-a-crash",
    reason:
      "Only an abort of the worker's own signal is a stop. suture 4.0.1 takes any cancelled context for one (later ones do not).",
    applies: (trace) => trace.system === "suture" && trace.script.some((op) => "how" in op && isStrayAbort(op.how)),
    undone: true,
  },
  {
    name: "panicked-service-is-gone",
    reason:
      "suture 4.0.1 waits its whole timeout for a service that panicked and is not running, and reports it as unstopped.",
    applies: (trace) => trace.system === "suture" && stuckPanics(trace).length > 0,
    expected: withoutStuckPanics,
  },
];

/** Whether a supervisor was killed, by whomever, that had a child which does not die at once when it is told to. */
function someoneSurvivedTheKillOfItsSupervisor({ observed, config }: OtpTrace): boolean {
  const isKilled = (id: string) => observed.stops.some((stop) => stop.id === id && stop.reason === "killed");
  const isTough = ({ on_shutdown, sup }: OtpChild): boolean =>
    on_shutdown !== undefined || sup?.children.some(isTough) === true;
  const survivesIn = (children: readonly OtpChild[]): boolean =>
    children.some(({ id, sup }) =>
      sup !== undefined && (isKilled(id) && sup.children.some(isTough) || survivesIn(sup.children))
    );
  return survivesIn(config.children);
}

function isStrayAbort(how: SutureTrace["observed"]["ends"][number]["how"]): boolean {
  return how === "canceled" || how === "deadline";
}

/** Whether a nested supervisor, or something in it, did not stop in time. */
function aNestedServiceWasLeftBehind({ config, observed }: SutureTrace): boolean {
  const nested = config.services.filter(({ supervisor }) => supervisor !== undefined).map(({ id }) => id);
  return observed.events.some(({ type, supervisor, service }) =>
    type === "StopTimeout" && (supervisor !== "top" || nested.includes(service!))
  );
}

/** Who was waited for in vain though it had panicked and was not running. */
function stuckPanics({ observed: { ends, events } }: SutureTrace): string[] {
  return events.filter(({ type }) => type === "StopTimeout").map(({ service }) => service!)
    .filter((id) => ends.findLast(({ service }) => service === id)?.how === "panic");
}

/** The same without the wait for them: if nobody else was, the supervisor ends when the last service has. */
function withoutStuckPanics(recorded: Observation, trace: SutureTrace): Observation {
  const stuck = stuckPanics(trace);
  const others = (trace.observed.unstopped_report ?? []).filter((id) => !stuck.includes(id));
  const stopped = recorded.ends!.findLast(({ text }) => text.endsWith(":stopped"));
  return {
    ...recorded,
    events: recorded.events!.filter(({ text }) =>
      !stuck.some((id) => new RegExp(`^StopTimeout \\S+ ${id}$`).test(text))
    ),
    exit: recorded.exit!.map((exit) => others.length > 0 ? exit : { text: exit.text, atMs: stopped?.atMs }),
    unstopped: trace.observed.unstopped_report === null
      ? recorded.unstopped!
      : [{ text: others.toSorted().join(", ") }],
  };
}
