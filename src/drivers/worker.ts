import type { Clock } from "../core/clock.ts";
import type { GroupHandle } from "./group_handle.ts";

/** What a worker is given at each start. Its parts may be taken apart (`({ signal, ready }) => …`). */
export interface WorkerContext {
  /** The worker's name. */
  readonly name: string;
  /** Its name, with those of the groups that it is in before it: `db/writer`. */
  readonly path: string;
  /** The group that it is in, to add siblings to it, or to stop and restart them. */
  readonly group: GroupHandle;
  /** Which run of the worker this is, from 1. */
  readonly incarnation: number;
  /**
   * Aborts when the worker is asked to stop. It aborts too when this incarnation has ended, so that what it left running can end.
   */
  readonly signal: AbortSignal;
  /** The clock that the worker is supervised by: sleep on it, and tests in virtual time take no time. */
  readonly clock: Clock;
  /** Says that the worker is ready to do its work. */
  readonly ready: (reason?: string) => void;
  /** Says that the worker is, for now, not ready any more. */
  readonly notReady: (reason?: string) => void;
}

/**
 * What is supervised: called afresh for each start. Its end is the promise's end: to return is to complete, to throw (or to reject)
 * is to crash. A worker that takes no parameter is fine.
 */
export type Worker = (context: WorkerContext) => unknown;

/** Who an incarnation speaks to. */
export interface Listener {
  readonly name: string;
  readonly path: string;
  readonly group: GroupHandle;
  readonly clock: Clock;
  ready(incarnation: number, reason: string | undefined): void;
  notReady(incarnation: number, reason: string | undefined): void;
  leftBehind(incarnation: number): void;
}

/** Why the signal of an ended incarnation aborts; made when one is first needed, because an exception is dear. */
let over: DOMException | undefined;

/** The context of one incarnation. Its abort controller and its functions are made when they are first read: most are never. */
export class Incarnation implements WorkerContext {
  readonly incarnation: number;
  readonly #listener: Listener;
  #controller: AbortController | undefined;
  #abortReason: unknown;
  #isOver = false;

  constructor(listener: Listener, incarnation: number) {
    this.#listener = listener;
    this.incarnation = incarnation;
  }

  get name(): string {
    return this.#listener.name;
  }

  get path(): string {
    return this.#listener.path;
  }

  get group(): GroupHandle {
    return this.#listener.group;
  }

  get clock(): Clock {
    return this.#listener.clock;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isOver || this.#abortReason !== undefined) this.#controller.abort(this.#abortReason ?? overReason());
    }
    return this.#controller.signal;
  }

  get ready(): (reason?: string) => void {
    return (reason) => this.#listener.ready(this.incarnation, textOf(reason));
  }

  get notReady(): (reason?: string) => void {
    return (reason) => this.#listener.notReady(this.incarnation, textOf(reason));
  }

  /** Says that the worker is not waited for any more, though it still runs. */
  leaveBehind(): void {
    this.#listener.leftBehind(this.incarnation);
  }

  /** Why the signal was aborted; `undefined` as long as it was not. */
  get abortReason(): unknown {
    return this.#abortReason;
  }

  /** Aborts the signal; the first reason stays. */
  abort(reason: unknown): void {
    if (this.#abortReason !== undefined) return;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  /** The incarnation has ended. */
  end(): void {
    this.#isOver = true;
    if (this.#controller !== undefined) this.abort(overReason());
  }
}

function overReason(): DOMException {
  return over ??= new DOMException("The incarnation has ended", "AbortError");
}

/** `connect().then(ready)` passes on whatever was connected to: only a text is a reason. */
function textOf(reason: unknown): string | undefined {
  return typeof reason === "string" ? reason : undefined;
}

/**
 * Says of an incarnation that failed, and does not come to an end, that it is not waited for any more: it is abandoned, and its worker is not
 * started again before it has ended after all.
 */
export function leaveBehind(context: WorkerContext): void {
  if (context instanceof Incarnation) context.leaveBehind();
}
