import type { CastChild } from "./cast_group.ts";

/** Something that is done by hand at a stated time, with nothing left open. */
export interface CastOperation {
  /** When, in milliseconds on the run's clock. */
  readonly atMs: number;
  /** What; "add" is the start of somebody who is not there yet. */
  readonly do: "add" | "start" | "stop" | "restart" | "remove";
  /** The child that it is about: a worker or a group. */
  readonly path: string;
  /** Who is added. */
  readonly child?: CastChild;
}
