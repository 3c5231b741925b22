import type { SupervisionEvent } from "../core/event.ts";
import type { GroupReport } from "../core/report.ts";
import { EscalationError } from "../core/supervision_error.ts";
import type { Logger } from "../drivers/observer.ts";
import { runGroup } from "../drivers/run_group.ts";
import type { Cast } from "./cast.ts";
import { type CutOff, endOf, type EngineRun, eventsPerSlice, type Life } from "./engine_run.ts";
import type { RandomStreams } from "./random_streams.ts";
import { simulatedWorker } from "./simulated_worker.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** Runs a cast under the code of production: `runGroup` on a virtual clock, with workers that live as they are told. */
export async function realEngine(
  cast: Cast,
  streams: RandomStreams,
  limit: number,
  signal?: AbortSignal,
  logger?: Logger,
): Promise<EngineRun> {
  const { scenario, members, budget } = cast;
  const clock = new VirtualClock();
  const events: SupervisionEvent[] = [];
  const lives: Life[] = [];
  const stop = new AbortController();
  if (scenario.stopAtMs !== undefined) clock.sleep(scenario.stopAtMs).then(() => stop.abort());
  let report: GroupReport | undefined;
  let failure: unknown;
  runGroup(
    members.map((member) => ({
      ...member.policy,
      name: member.name,
      run: simulatedWorker(member, streams.stream(`faults:${member.name}`), (life) => lives.push(life)),
      random: streams.stream(`jitter:${member.name}`),
    })),
    {
      clock,
      signal: stop.signal,
      signals: false,
      budget,
      keepAlive: scenario.keepAlive,
      onEvent: (event) => events.push(event),
      logger,
    },
  ).then((ended) => report = ended, (thrown) => {
    if (thrown instanceof EscalationError) report = thrown.report;
    else failure = thrown;
  });
  let cutOffBy: CutOff | undefined;
  for (let left = limit; cutOffBy === undefined; left -= eventsPerSlice) {
    const { limited } = await clock.advanceTo(scenario.horizonMs, { limit: Math.min(left, eventsPerSlice) });
    if (!limited) break;
    if (left <= eventsPerSlice) cutOffBy = "limit";
    else if (signal?.aborted) cutOffBy = "signal";
  }
  if (failure !== undefined) throw failure;
  return { events, lives, endedAtMs: endOf(events, clock.now()), cutOffBy, report };
}
