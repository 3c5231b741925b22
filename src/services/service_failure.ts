import { shownFailure } from "../core/event_sentence.ts";
import { Failure } from "../core/failure.ts";

/** What a service was doing when it failed: one of its hooks, its loop, its readiness that did not come, a child, or a task of its own. */
export type ServicePhase =
  | "beforeStart"
  | "onStart"
  | "serve"
  | "afterStart"
  | "children"
  | "readiness"
  | "beforeStop"
  | "onStop"
  | "afterStop"
  | "tasks"
  | "afterChildrenStop";

/** The last failure of a service, which is kept until the next one, through every restart. */
export class ServiceFailure extends Failure {
  /** What the service was doing. */
  readonly phase: ServicePhase;
  /** Which run of the service it was, from 1. */
  readonly incarnation: number;
  /** When, on the injected clock. */
  readonly atMs: number;

  /** Reads what it can of the thrown value; never throws. */
  constructor(thrown: unknown, phase: ServicePhase, incarnation: number, atMs: number) {
    super(thrown);
    this.phase = phase;
    this.incarnation = incarnation;
    this.atMs = atMs;
  }

  /** The failure in one line: `AuthError: token expired`. */
  get text(): string {
    return shownFailure(this);
  }
}
