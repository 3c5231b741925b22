import type { Breach } from "../simulation_result.ts";
import { isWithDelayedHand } from "./lateness.ts";
import { GroupJudge } from "./group_judge.ts";
import type { Invariant } from "./invariant.ts";
import type { RosterEntry } from "./roster_entry.ts";
import { watch } from "./watch.ts";
import { WorkerJudge } from "./worker_judge.ts";

/** The decisions themselves, judged anew by the policy and the rules as they were agreed. */
export const policyKept: Invariant = {
  name: "policy-kept",
  description: "Every decision and every limit is the one that the policy asks for",
  check(trace) {
    const found: Breach[] = [];
    const tell = (atMs: number, worker: string, messages: readonly string[]) => {
      for (const message of messages) {
        found.push({ invariant: policyKept.name, atMs, ...(worker === "" ? {} : { worker }), message });
      }
    };
    const judges = new Map<RosterEntry, WorkerJudge>();
    const groups = new Map(trace.groups.map((group) => [group.path, new GroupJudge(group, trace)]));
    const forest = watch(trace, () => ({
      group: (event, roster) => {
        const { path } = roster.group;
        tell(event.atMs, path, groups.get(path)!.judge(event, roster));
      },
      child: (event, roster, entry) => {
        const group = groups.get(roster.group.path)!;
        if (entry !== undefined) {
          let judge = judges.get(entry);
          if (judge === undefined) judges.set(entry, judge = new WorkerJudge(entry.child, trace));
          const wrongs = judge.judge(event, roster, entry, group.ledger);
          if (!isWithDelayedHand(trace, event.worker, event.atMs)) tell(event.atMs, event.worker, wrongs);
        }
        group.ledger?.note(event);
      },
    }));
    for (const [entry, judge] of judges) {
      const { path, group } = entry.child;
      const roster = forest.get(group)!;
      const isAwaited = roster.isOrdered && entry.isAwaited;
      const wrong = roster.entry(path) === entry ? judge.close(isAwaited) : undefined;
      if (wrong !== undefined) tell(wrong.atMs, path, [wrong.message]);
    }
    return found;
  },
};
