import { eventSentence } from "../../src/core/event_sentence.ts";
import type { SupervisionEvent } from "../../src/core/event.ts";
import type { ExecutorEvent } from "../../src/telemetry/simulated/executor_event.ts";
import type { AnyCapsule } from "../campaign/capsule_file.ts";
import { formatMoment } from "../scenario/duration.ts";
import { executorSentence } from "./executor_events.ts";

/** What decides over a run's figures, the gravest first. */
const gravest: readonly SupervisionEvent["type"][] = [
  "escalated",
  "gave-up",
  "abandoned",
  "group-paused",
  "cooldown-started",
  "startup-timeout",
];
const gravestOfExecutor: readonly ExecutorEvent["type"][] = ["dropped", "spilled"];

/** The gravest event of a run before it failed, the last one of its kind, as a sentence; `undefined` where there was none, or the events were not kept. */
export function whyText({ kind, failures: [failure], trace: { events = [] } }: AnyCapsule): string | undefined {
  // An expectation is of the run as a whole.
  const untilMs = failure === undefined || failure.kind === "expectation" ? Infinity : failure.atMs;
  const before = events.filter(({ atMs }) => atMs <= untilMs);
  const types: readonly string[] = kind === "executor" ? gravestOfExecutor : gravest;
  for (const type of types) {
    const event = before.findLast((each) => each.type === type);
    if (event === undefined) continue;
    // A capsule holds the events of its own kind, as they were told.
    const sentence = kind === "executor"
      ? executorSentence(event as ExecutorEvent)
      : eventSentence(event as SupervisionEvent);
    return `at ${formatMoment(event.atMs)} ${sentence}`;
  }
  return undefined;
}
