import type { Trace } from "../trace.ts";
import type { ServicesRecord } from "./services_record.ts";

/** All that is known of a run of services. Invariants are checked against it. */
export interface ServicesTrace extends Trace, ServicesRecord {}
