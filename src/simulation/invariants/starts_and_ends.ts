import { eventsByPath, type Invariant } from "./invariant.ts";

/** What is told of each incarnation makes one story: it starts once, in order, and ends once. */
export const startsAndEnds: Invariant = {
  name: "starts-and-ends",
  description: "Starts and ends alternate: incarnations are numbered without a gap, and each ends at most once",
  check(trace) {
    return [...eventsByPath(trace)].flatMap(([worker, events]) => {
      let started = 0;
      const ended = new Set<number>();
      const gone = new Set<number>();
      const late = new Set<number>();
      return events.flatMap((event) => {
        const { incarnation, atMs } = event;
        const breach = (message: string) => [{ invariant: startsAndEnds.name, atMs, worker, message }];
        switch (event.type) {
          case "started": {
            const expected = started + 1;
            started = incarnation;
            return incarnation === expected
              ? []
              : breach(`incarnation ${incarnation} started, where ${expected} was next`);
          }
          case "crashed":
          case "completed":
          case "stopped": {
            if (incarnation !== started) return breach(`incarnation ${incarnation} ended, which was not the latest`);
            if (ended.has(incarnation)) return breach(`incarnation ${incarnation} ended twice`);
            ended.add(incarnation);
            return [];
          }
          case "abandoned":
            late.add(incarnation);
            return [];
          case "late-exit":
            if (gone.has(incarnation)) return breach(`incarnation ${incarnation} ended late twice`);
            gone.add(incarnation);
            return late.has(incarnation) ? [] : breach(`incarnation ${incarnation} ended late, and was not abandoned`);
          default:
            return [];
        }
      });
    });
  },
};
