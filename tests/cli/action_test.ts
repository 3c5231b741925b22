import { assertEquals, assertStringIncludes } from "@std/assert";
import { command as merge } from "../../cli/commands/merge.ts";
import { command as simulate } from "../../cli/commands/simulate.ts";
import { parseCommandLine } from "../../cli/command_line.ts";
import { campaignSettings } from "../../cli/campaign/campaign_settings.ts";
import { simulateSettings } from "../../cli/simulate_settings.ts";
import { inFolder } from "./in_folder.ts";
import { root } from "./run_program.ts";

const { parse } = await import("@std/yaml") as { parse(text: string): unknown };

// deno-lint-ignore no-explicit-any -- what YAML holds is looked into field by field
const yaml = (path: string): any => parse(Deno.readTextFileSync(new URL(`.github/${path}`, root)));

/** What the action's script asks npx for, with these inputs: its words as a shell makes them. */
async function wordsOf(inputs: Record<string, string>, folder: string, ends = 0): Promise<string[]> {
  const { inputs: known, outputs, runs: { steps: [{ id, run, env }] } } = yaml("actions/campaign/action.yml");
  const values: Record<string, string> = { PATH: `${folder}:${Deno.env.get("PATH")}`, GITHUB_OUTPUT: "out" };
  for (const [name, expression] of Object.entries<string>(env)) {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1];
    values[name] = input === undefined ? "/action" : inputs[input] ?? known[input].default;
  }
  Deno.writeTextFileSync(`${folder}/npx`, "#!/bin/sh\nprintf '%s\\0' \"$@\"\nexit " + ends + "\n", { mode: 0o755 });
  const { stdout, code } = await new Deno.Command("bash", {
    args: ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", run],
    env: values,
    cwd: folder,
    clearEnv: true,
  }).output();
  assertEquals([code, Deno.readTextFileSync(`${folder}/out`)], [ends, `exit-code=${ends}\n`]);
  assertEquals(outputs["exit-code"].value, `\${{ steps.${id}.outputs.exit-code }}`);
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

Deno.test("the action runs a command line that the program takes", () =>
  inFolder(async (path) => {
    const inputs = {
      "scenario": "my storm's $(x).yaml",
      "time-budget": "60s",
      "args": "--swarm\n--engine policy\n",
      "corpus": "kept",
    };
    const words = await wordsOf(inputs, path("."));
    assertEquals(words.slice(0, 5), ["-y", "deno@2.9.6", "run", "--no-prompt", "--allow-read"]);
    const at = words.indexOf("simulate");
    assertEquals(words[at - 1], "/action/../../../cli/main.ts");
    const call = parseCommandLine(simulate, words.slice(at + 1));
    const { campaign, engine, report } = simulateSettings(call);
    assertEquals([call.operands, engine, report], [["my storm's $(x).yaml"], "policy", "chaos/report.html"]);
    const { runs, timeBudgetMs, swarm, github, junit, out, save, corpus, shard } = campaign!;
    assertEquals([runs, timeBudgetMs, swarm, github, shard], [undefined, 60_000, true, true, { index: 1, of: 1 }]);
    assertEquals([junit, out, save, corpus], ["chaos/junit.xml", "chaos/result.json", "chaos/failures", "kept"]);
  }));

Deno.test("the action takes three lines", () =>
  inFolder(async (path) => {
    const words = await wordsOf({ scenario: "cascade" }, path("."));
    const { operands, values, flags } = parseCommandLine(simulate, words.slice(words.indexOf("simulate") + 1));
    assertEquals([operands, campaignSettings({ values, flags })!.runs], [["cascade"], 100]);
  }));

Deno.test("the action ends as the program did, and says so to the steps that follow", () =>
  inFolder(async (path) => {
    await wordsOf({ scenario: "cascade" }, path("."), 124);
  }));

Deno.test("the workflow runs shards of one campaign with the action, and merges all of them", () => {
  const { on, jobs } = yaml("workflows/chaos.yml");
  assertEquals("push" in on, true);
  const { strategy: { matrix: { shard } }, steps } = jobs.campaign;
  const step = steps.find(({ uses }: { uses?: string }) => uses === "./.github/actions/campaign");
  const known = Object.keys(yaml("actions/campaign/action.yml").inputs);
  assertEquals(Object.keys(step.with).filter((name) => !known.includes(name)), []);
  assertEquals(step.with.shard, `\${{ matrix.shard }}/${shard.length}`);
  const line = jobs.merge.steps.map(({ run = "" }) => run).find((run: string) => run.includes("merge"))!;
  const words = line.split(/\s+/);
  const { operands } = parseCommandLine(merge, words.slice(words.indexOf("merge") + 1));
  // Whatever is there: a lost shard has left nothing.
  assertEquals(operands, ["chaos-*/result.json"]);
});

Deno.test("the Indexed Job runs as many shards as it has pods", () => {
  const { spec: { completionMode, completions, template } } = yaml("kubernetes/campaign-job.yaml");
  const { args } = template.spec.containers[0];
  const words = args.slice(args.indexOf("simulate") + 1);
  const { values } = parseCommandLine(simulate, words);
  assertEquals([completionMode, values.shard, values.out], [
    "Indexed",
    `auto/${completions}`,
    "/results/$(JOB_COMPLETION_INDEX).json",
  ]);
  assertStringIncludes(args.join(" "), "--allow-env=JOB_COMPLETION_INDEX");
});
