import { checkMethods } from "../../drivers/driver_options.ts";
import { checkList, checkObject } from "../scenario_check.ts";

/**
 * Throws unless it is something that a campaign can explore.
 *
 * @throws {TypeError} Names the field.
 */
export function checkSubject(action: string, subject: unknown): void {
  checkMethods(action, "subject", subject, ["draw", "run", "simpler", "size", "withoutNoise"]);
  const { about } = subject as { readonly about?: Readonly<Record<string, unknown>> | null };
  checkObject(action, "subject.about", about);
  for (const field of ["figures", "samples"]) checkObject(action, `subject.about.${field}`, about?.[field]);
  for (const field of ["expect", "points"]) checkList(action, `subject.about.${field}`, about?.[field]);
}
