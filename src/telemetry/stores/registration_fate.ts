/** What a reconciliation needs to know of a registration that is not live any more. */
export interface StaleRegistration {
  readonly oneShot: boolean;
  readonly isRetired: boolean;
  /** Whether it was ever executed. */
  readonly executed: boolean;
  /** Whether it was executed in the present session. */
  readonly executedNow: boolean;
}

/** What becomes of a registration of the application's own code that is not live any more. */
export function registrationFate(stale: StaleRegistration, hasSession: boolean): "keep" | "delete" | "retire" {
  if (stale.oneShot && !hasSession) return "keep";
  if (!stale.executed || (stale.oneShot && !stale.executedNow)) return "delete";
  return stale.isRetired ? "keep" : "retire";
}
