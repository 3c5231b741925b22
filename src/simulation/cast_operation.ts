import type { CastChild } from "./cast_group.ts";
import type { TraceOperation } from "./trace.ts";

/** Something that is done by hand at a stated time, with nothing left open. */
export interface CastOperation extends TraceOperation {
  /** Who is added. */
  readonly child?: CastChild;
}
