import type { Need } from "../needed_permissions.ts";
import { indexVariable } from "./shard_option.ts";
import { isScenarioFile, standardInput } from "../scenario/scenario_file.ts";
import type { SimulateSettings } from "../simulate_settings.ts";

/**
 * What the options of `simulate` must be allowed.
 *
 * @param asksForIndex Whether Kubernetes is asked which shard it is.
 */
export function needsOf(
  words: readonly string[],
  { campaign, report, svg }: Pick<SimulateSettings, "campaign" | "report" | "svg">,
  asksForIndex = false,
): Need[] {
  const { jobs = 1, save, corpus, out, junit } = campaign ?? {};
  const files = words.filter((word) => word !== standardInput && isScenarioFile(word));
  const read = (what: string): Need => ({ name: "read", what, purpose: `read "${what}"` });
  const write = (what: string): Need => ({ name: "write", what, purpose: `write "${what}"` });
  return [
    ...(asksForIndex
      ? [{ name: "env", what: indexVariable, purpose: "use --shard auto, which asks Kubernetes" } as const]
      : []),
    ...files.map(read),
    ...(jobs > 1 ? [{ name: "read", purpose: "use --jobs, whose threads read the program anew" } as const] : []),
    ...(corpus === undefined ? [] : [read(corpus)]),
    // What is there already is not written over.
    ...(save === undefined ? [] : [read(save), write(save)]),
    ...[out, junit, report, svg].filter((path) => path !== undefined).map(write),
  ];
}
