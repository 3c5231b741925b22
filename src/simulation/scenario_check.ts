import { shown } from "../core/option_check.ts";

/**
 * Throws unless a value is a list.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be a list, received …`.
 */
export function checkList(action: string, field: string, value: unknown): void {
  if (Array.isArray(value)) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a list, received ${shown(value)}`);
}

/**
 * Throws unless a value is an object with fields.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be an object, received …`.
 */
export function checkObject(action: string, field: string, value: unknown): asserts value is object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`Cannot ${action}: "${field}" must be an object, received ${shown(value)}`);
}

/**
 * Throws unless a value is a text that is not empty.
 *
 * @throws {TypeError} `Cannot <action>: "<field>" must be a text that is not empty, received …`.
 */
export function checkText(action: string, field: string, value: unknown): asserts value is string {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(`Cannot ${action}: "${field}" must be a text that is not empty, received ${shown(value)}`);
}

/** The field of what stands at a path of the scenario, which is empty for the scenario itself. */
export function below(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}
