/**
 * One job of a campaign, in a thread of its own: it runs the seeds that it is told, one after the other.
 *
 * @module
 */
import type { SubjectRun } from "../../src/simulation/campaign/subject.ts";
import type { SimulationResult } from "../../src/simulation/simulation_result.ts";
import type { RunResult } from "../report/run_result.ts";
import type { JobAnswer, JobOrder, JobRun } from "./job_message.ts";
import { type AnySubject, subjectOf } from "./subject_of.ts";

/** The thread, as far as it is used here. */
interface Thread {
  onmessage: ((event: MessageEvent<JobOrder>) => void) | null;
  postMessage(answer: JobAnswer): void;
}
const thread = self as unknown as Thread;

let subject: Promise<AnySubject> | undefined;
let limit = Infinity;
let wantsEvents = false;
// Orders are carried out in turn: the next one may come while a run is on.
let last: Promise<void> = Promise.resolve();

thread.onmessage = ({ data }) => {
  last = last.then(() => carryOut(data));
};

async function carryOut(order: JobOrder): Promise<void> {
  if (order.kind === "subject") {
    ({ limit, wantsEvents } = order);
    subject = subjectOf(order.spec);
    // Whoever asks for a run hears of it.
    subject.catch(() => {});
    return;
  }
  try {
    const runs: SubjectRun<RunResult>[] = [];
    for (let time = 0; time < order.times; time++) runs.push(await runOf(order.seed, time > 0));
    const [{ outcome }] = runs as [SubjectRun<RunResult>];
    const withEvents = wantsEvents || order.isCompared || outcome.failures.length > 0 ||
      runs.some((run) => run.outcome.hash !== outcome.hash);
    thread.postMessage({ kind: "runs", runs: runs.map((run) => packed(run, withEvents)) });
  } catch (thrown) {
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    thread.postMessage({ kind: "fault", message, stack });
  }
}

async function runOf(seed: string, isRepeated: boolean): Promise<SubjectRun<RunResult>> {
  const what = await subject!;
  const drawn = what.draw(seed);
  return await what.run(isRepeated ? what.withoutNoise(drawn) : drawn, seed, { limit });
}

function packed({ outcome, events, result }: SubjectRun<RunResult>, withEvents: boolean): JobRun {
  const bare = {
    ...result,
    events: [],
    ...("held" in result && !wantsEvents ? { held: [] } : {}),
    ...("services" in result ? { services: withPlainError(result.services) } : {}),
  } as RunResult;
  return { outcome, events: withEvents ? JSON.stringify(events) : "[]", result: bare };
}

/** An error loses its fields on the way to another thread: what is written of it goes there as plain data. */
function withPlainError(services: SimulationResult["services"]): SimulationResult["services"] {
  const application = services?.application;
  if (application?.error === undefined) return services;
  return { ...services!, application: { ...application, error: JSON.parse(JSON.stringify(application.error)) } };
}
