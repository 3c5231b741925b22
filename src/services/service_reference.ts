import { shown } from "../core/option_check.ts";
import type { AnyService, ServiceReference } from "./service_spec.ts";

/** A service as others may refer to it. */
export interface Referable {
  /** Its name. */
  readonly name: string;
  /** What was given for it. */
  readonly source: AnyService;
}

/** Whether a reference means this service. */
export function isMeant(reference: ServiceReference, { name, source }: Referable): boolean {
  if (typeof reference === "string") return name === reference;
  return typeof reference === "function" ? source instanceof reference : source === reference;
}

/** A reference as an error message shows it. */
export function referenceText(reference: ServiceReference): string {
  if (typeof reference === "function") return `service of class ${reference.name}`;
  if (typeof reference !== "object" || reference === null) return `service ${shown(reference)}`;
  return `service that was given as this object${reference.name === undefined ? "" : `, "${reference.name}"`}`;
}
