/**
 * Code in a simulated run asked for real time, chance, a timer of the platform, or the network: what it got would be another thing on every
 * run, and the run could not be repeated.
 */
export class RealTimeError extends Error {
  /** The class's name, whatever becomes of it in a bundle. */
  override readonly name = "RealTimeError";
  /** What was asked for, as one writes it: `Date.now()`. */
  readonly api: string;
  /** Where: `file:///work/orders.ts:12:5`; `undefined` where the stack shows no file. */
  readonly callSite: string | undefined;

  /**
   * Says what was used where, and what to do.
   *
   * @param instead What to do instead: `take the time from the run's clock`.
   */
  constructor(api: string, instead: string, callSite: string | undefined) {
    super(
      `Cannot use ${api} inside a simulated run: it is another one on every run; ` +
        `called at ${callSite ?? "a place that the stack does not show"}; ${instead}`,
    );
    this.api = api;
    this.callSite = callSite;
  }
}
