import fc from "fast-check";
import type { Act, Behaviour, ScriptedError, ScriptedLife, StopBehaviour } from "../scenario.ts";
import { gridMs, span } from "./time_arbitrary.ts";

const message = fc.constantFrom("", "no {braces}");
const plainNames = fc.constantFrom("Error", "FatalError", "PoisonError");
const namesWithMeaning = fc.constantFrom("CleanError", "ShutdownError", "DoNotRestartError", "TerminateTreeError");

/** An error that means nothing but what policies say of its name. */
export const plainError: fc.Arbitrary<ScriptedError> = fc.record({ name: plainNames, message });

/** An error that a worker throws. */
export const error: fc.Arbitrary<ScriptedError> = fc.record({
  name: fc.oneof({ weight: 4, arbitrary: plainNames }, namesWithMeaning),
  message,
});

/** What a worker does when it is asked to stop. */
export const onStop: fc.Arbitrary<StopBehaviour> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("at-once" as const) },
  fc.constantFrom("ignore" as const, "throw" as const),
  fc.record({ takesMs: gridMs }),
);

const act: fc.Arbitrary<Act> = fc.record(
  {
    atMs: gridMs,
    do: fc.constantFrom("ready" as const, "not-ready" as const, "crash" as const, "return" as const, "hang" as const),
    error,
  },
  { requiredKeys: ["atMs", "do"] },
);

const scriptedLife: fc.Arbitrary<ScriptedLife> = fc.record(
  {
    acts: fc.array(act, { maxLength: 4 }).map((acts) => {
      const sorted = acts.toSorted((a, b) => a.atMs - b.atMs);
      const last = sorted.findIndex((each) => each.do === "crash" || each.do === "return" || each.do === "hang");
      return last < 0 ? sorted : sorted.slice(0, last + 1);
    }),
    onStop,
  },
  { requiredKeys: ["acts"] },
);

/** How a worker behaves; it often says nothing of most of it. */
export const behaviour: fc.Arbitrary<Behaviour> = fc.record(
  {
    life: span,
    end: fc.constantFrom("crash" as const, "return" as const),
    error,
    readyAfter: span,
    onStop,
    script: fc.array(scriptedLife, { minLength: 1, maxLength: 3 }),
    afterScript: fc.constantFrom("life" as const, "repeat-last" as const, "start-over" as const),
  },
  { requiredKeys: [] },
);
