import type { ExploredFault } from "./explored_fault.ts";
import { exploredFaultText, nameText } from "./explored_fault_text.ts";

/** What a call throws that {@linkcode explore} lets fail, unless it was wrapped with an error of its own. */
export class InjectedFault extends Error {
  /** The class's name, whatever becomes of it in a bundle. */
  override readonly name = "InjectedFault";
  /** The name of the call, or of the point. */
  readonly of: string;
  /** Which call it was, from 1. */
  readonly nth: number;
  /** Why it was thrown. */
  readonly fault: ExploredFault;

  /**
   * Says what was thrown.
   *
   * @param of The name of the call, or of the point.
   */
  constructor(of: string, nth: number, fault: ExploredFault) {
    super(fault.do === "fails" ? `${nameText(of)} call ${nth}: threw, in an outage` : exploredFaultText(fault));
    this.of = of;
    this.nth = nth;
    this.fault = fault;
  }
}
