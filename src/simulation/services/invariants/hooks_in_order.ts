import type { Breach } from "../../simulation_result.ts";
import { lookOn } from "../happenings.ts";
import { type Deed, type SimulatedHook, simulatedHooks } from "../services_record.ts";
import type { ServiceInvariant } from "./service_invariant.ts";

/** Only the loop runs beside other hooks, and is over before `onStop`. */
export const hooksInOrder: ServiceInvariant = {
  name: "hooks-in-order",
  description: "A run calls each of its hooks once, in order and one after the other, and leaves out none of its stop",
  check(trace) {
    const found: Breach[] = [];
    const breach = (atMs: number, worker: string, message: string) =>
      found.push({ invariant: hooksInOrder.name, atMs, worker, message });
    const runs = new Map<string, Run>();
    const unclean = new Set<string>();
    lookOn(trace, {
      deed: (deed) => {
        const key = `${deed.service}#${deed.incarnation}`;
        let run = runs.get(key);
        if (run === undefined) runs.set(key, run = { called: [], open: new Set() });
        const wrong = wrongOf(deed, run);
        if (wrong !== undefined) breach(deed.atMs, deed.service, `incarnation ${deed.incarnation} ${wrong}`);
      },
      event: (event) => {
        if (event.type === "service-unclean" && event.cause.kind === "child-unclean") {
          unclean.add(`${event.service}#${event.incarnation}`);
        }
        if (event.type !== "crashed" && event.type !== "completed" && event.type !== "stopped") return;
        const { worker, incarnation, atMs } = event;
        const run = runs.get(`${worker}#${incarnation}`);
        const missing = run && missingOf(run, unclean.has(`${worker}#${incarnation}`));
        if (missing !== undefined) breach(atMs, worker, `incarnation ${incarnation} ended without its "${missing}"`);
      },
    });
    return found;
  },
};

interface Run {
  readonly called: SimulatedHook[];
  readonly open: Set<SimulatedHook>;
}

const ofStop: readonly SimulatedHook[] = ["beforeStop", "onStop", "afterStop", "afterChildrenStop"];

function wrongOf({ hook, is }: Deed, { called, open }: Run): string | undefined {
  if (is !== "called") {
    open.delete(hook);
    return undefined;
  }
  const last = called.at(-1);
  const busy = [...open].find((each) => each !== "serve" || hook === "onStop");
  called.push(hook);
  open.add(hook);
  if (last !== undefined && simulatedHooks.indexOf(hook) <= simulatedHooks.indexOf(last)) {
    return `called "${hook}" after "${last}"`;
  }
  return busy === undefined ? undefined : `called "${hook}" while "${busy}" was under way`;
}

/** What children left behind is not for `afterChildrenStop` to close. */
function missingOf({ called }: Run, isUnclean: boolean): SimulatedHook | undefined {
  return ofStop.find((hook) => !called.includes(hook) && !(hook === "afterChildrenStop" && isUnclean));
}
