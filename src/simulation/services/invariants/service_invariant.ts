import type { Breach } from "../../simulation_result.ts";
import type { ServicesTrace } from "../services_trace.ts";

/** Something that must hold in every run of services. */
export interface ServiceInvariant {
  /** Its name, as breaches and reports give it. */
  readonly name: string;
  /** What must hold, as a sentence. */
  readonly description: string;
  /** Every place at which a run breaks it. */
  check(trace: ServicesTrace): Breach[];
}
