// What a machine can check of how the package is built. Each failing check names its cure.
import { assertEquals } from "@std/assert";
import { entries, root, type SourceFile, sourceFiles, target } from "./support/source_file.ts";

const sources = sourceFiles("src");
const core = sources.filter(({ path }) => path.startsWith("src/core/"));

/** Fails with every finding, and with what to do about them. */
function assertNone(findings: readonly string[], cure: string): void {
  if (findings.length > 0) throw new Error(`${findings.join("\n")}\nCure: ${cure}`);
}

/** The layer that a file belongs to, such as `core`. */
function layerOf(path: string): string {
  return path.split("/")[1]!;
}

/** Each use of one of the names in the code of these files. */
function uses(files: readonly SourceFile[], name: RegExp): string[] {
  return files.flatMap(({ path, code }) => [...code.matchAll(name)].map(([found]) => `${path}: ${found}`));
}

Deno.test("sourceFiles() finds what is there to be checked", () => {
  assertEquals(sources.length > 25 && core.length > 10, true);
  const driver = sources.find(({ path }) => path === "src/drivers/group_driver.ts")!;
  assertEquals(driver.specifiers.includes("../core/clock.ts"), true);
  // It imports the type of a clock alone, but the class of a group.
  assertEquals(["../core/clock.ts", "../core/group_supervision.ts"].map((path) => driver.loads.includes(path)), [
    false,
    true,
  ]);
  assertEquals(driver.code.includes("Promise"), true);
  assertEquals(driver.code.includes("The worker is asked to stop"), false);
});

Deno.test("src/ imports upward only: the alphabet is the order of dependence", () => {
  const findings = sources.flatMap((file) =>
    file.specifiers.flatMap((specifier) => {
      const to = target(file, specifier);
      if (to === undefined || (to.startsWith("src/") && layerOf(to) <= layerOf(file.path))) return [];
      return [`${file.path} imports ${to}`];
    })
  );
  assertNone(findings, "move what is needed into the importing layer or one before it, or hand it in as a parameter");
});

Deno.test("src/ has the layers that it is meant to have", () => {
  const layers = ["core", "drivers", "services", "simulation", "telemetry"];
  const unknown = entries("src").filter((layer) => !layers.includes(layer));
  assertNone(unknown, `put it into one of ${layers.join(", ")}`);
});

Deno.test("src/core/ is pure", () => {
  const impure =
    /\b(?:async|await|Promise|setTimeout|setInterval|setImmediate|queueMicrotask|Date|performance|Deno|process|console|crypto|fetch)\b|\bMath\.random\b/g;
  // The interface of a clock names the promise that its drivers wait for; core calls it nowhere.
  const allowed = new Set(["src/core/clock.ts: Promise"]);
  const findings = uses(core, impure).filter((use) => !allowed.has(use));
  assertNone(findings, "take the value as a parameter, and let a driver wait, read the clock or draw");
});

/** Files that put errors in the place of the platform's time and chance, and so must name them. */
const guards = ["src/simulation/guarded_global.ts", "src/simulation/real_time_guard.ts"];

Deno.test("src/ asks for the time at one door", () => {
  const time = /\bDate\b|\bperformance\b|\bsetTimeout\b|\bsetInterval\b/g;
  // A signal listener does not hold a Deno process open; a timer that never fires does. It measures nothing.
  const allowed = new Set(["src/drivers/stop_signals.ts: setInterval"]);
  // A moment that somebody gives as a Date, and a Date of a known moment for who wants one: neither asks what time it is.
  const known = /\bnew Date\(\w+\)|\bat instanceof Date\b|\breadonly at: Date \|/g;
  const elsewhere = sources.filter(({ path }) => path !== "src/drivers/clock.ts" && !guards.includes(path));
  const asking = elsewhere.map((file) =>
    file.path.startsWith("src/telemetry/jobs/") ? { ...file, code: file.code.replaceAll(known, "") } : file
  );
  assertNone(uses(asking, time).filter((use) => !allowed.has(use)), "take a Clock, and ask it");
});

Deno.test("src/ draws chance at one door", () => {
  const elsewhere = sources.filter(({ path }) => path !== "src/drivers/clock.ts" && !guards.includes(path));
  assertNone(uses(elsewhere, /\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b/g), "take `random: () => number`");
});

/** Packages, each with the one file that is for it, which no entry point reaches but its own. */
const packages: Record<string, readonly string[]> = {
  "src/simulation/arbitraries/behaviour_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/fault_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/group_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/operation_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/policy_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/scenario_arbitrary.ts": ["fast-check"],
  "src/simulation/arbitraries/time_arbitrary.ts": ["fast-check"],
  "src/telemetry/jobs/cron.ts": ["croner"],
  "src/telemetry/postgres/postgres_client.ts": ["pg"],
  "src/telemetry/simulated/arbitraries.ts": ["fast-check"],
};

Deno.test("src/ imports no package", () => {
  const builtins: Record<string, readonly string[]> = {
    "src/services/sessions/sqlite_file.ts": ["node:sqlite"],
    "src/simulation/real_time_guard.ts": ["node:async_hooks"],
    "src/telemetry/execution_context.ts": ["node:async_hooks"],
  };
  const findings = sources.flatMap((file) =>
    file.specifiers
      .filter((specifier) => !specifier.startsWith("."))
      .filter((specifier) => ![...builtins[file.path] ?? [], ...packages[file.path] ?? []].includes(specifier))
      .map((specifier) => `${file.path} imports ${specifier}`)
  );
  assertNone(
    findings,
    "write the few lines that are needed; a built-in goes into this test's list with the one file it is for",
  );
});

Deno.test("src/ imports files by their full name", () => {
  const findings = sources.flatMap((file) =>
    file.specifiers
      .filter((specifier) => !/^node:|\.ts$/.test(specifier) && !packages[file.path]?.includes(specifier))
      .map((specifier) => `${file.path}: ${specifier}`)
  );
  assertNone(findings, "end the specifier with the file's name and .ts");
});

// What is imported for its type alone is gone when the program runs: a worker's context has its group's handle, which takes workers.
Deno.test("src/ has no cycle of imports when it runs", () => {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const done = new Set<string>();
  const findings: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) findings.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    const file = byPath.get(path);
    for (const specifier of file?.loads ?? []) {
      const to = target(file!, specifier);
      if (to !== undefined) visit(to, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  assertNone(findings, "move what both sides need into a file of its own, which both import");
});

Deno.test("src/ reaches a package from the entry points that are for it alone", () => {
  const byPath = new Map(sources.map((file) => [file.path, file]));
  const reached = (path: string, seen: Set<string>): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    const file = byPath.get(path);
    for (const specifier of file?.loads ?? []) {
      const to = target(file!, specifier);
      if (to !== undefined) reached(to, seen);
    }
    return seen;
  };
  const allowed = [
    "src/simulation/arbitraries/mod.ts",
    "src/telemetry/jobs/cron.ts",
    "src/telemetry/postgres/mod.ts",
  ];
  const doors = sources.filter(({ path }) => path.endsWith("/mod.ts") && !allowed.includes(path));
  assertEquals(doors.length >= 3, true);
  const findings = doors.flatMap(({ path }) =>
    [...reached(path, new Set())].filter((to) => to in packages).map((to) => `${path} reaches ${to}`)
  );
  assertNone(findings, "hand in what needs the package, or give it an entry point of its own");
});

Deno.test("mod.ts reaches core and drivers alone", () => {
  const [mod] = sourceFiles("mod.ts");
  const findings = mod!.specifiers.filter((specifier) => !/^\.\/src\/(core|drivers)\/\w+\.ts$/.test(specifier));
  assertNone(findings, "give the layer its own entry point in deno.json");
});

Deno.test("src/ names its files by nouns", () => {
  const files = [...sources, ...sourceFiles("cli"), ...sourceFiles("tests/support")].map(({ path }) => path);
  const vague = /(?:^|\/|_)(?:utils?|helpers?|types?|common|constants?|misc|shared|stuff)(?:_|\.ts$|\/)/;
  assertNone(files.filter((path) => vague.test(path)), "name the file by the one thing that it holds");
  assertNone(files.filter((path) => !/^[a-z0-9_./]+$/.test(path)), "use snake_case");
});

/** Files that hold nothing that runs: what they say is checked by the compiler. */
const typesAlone = [
  "src/core/clock.ts",
  "src/core/event.ts",
  "src/core/report.ts",
  "src/core/surroundings.ts",
  "src/services/application_report.ts",
  "src/services/service_context.ts",
  "src/services/service_info.ts",
  "src/simulation/campaign/campaign_result.ts",
  "src/simulation/campaign/capsule.ts",
  "src/simulation/cast_member.ts",
  "src/simulation/cast_operation.ts",
  "src/simulation/faults/chaos.ts",
  "src/simulation/faults/member_fault.ts",
  "src/simulation/explore/explore_context.ts",
  "src/simulation/explore/run_account.ts",
  "src/simulation/metrics.ts",
  "src/simulation/policy_scene.ts",
  "src/simulation/services/services_trace.ts",
  "src/simulation/scenario.ts",
  "src/simulation/simulation_result.ts",
  "src/simulation/trace.ts",
  "src/telemetry/execution_record.ts",
  "src/telemetry/execution_store.ts",
  "src/telemetry/history/execution_history.ts",
  "src/telemetry/simulated/executor_event.ts",
  "src/telemetry/simulated/executor_scenario.ts",
  "src/telemetry/simulated/executor_trace.ts",
  "src/telemetry/jobs/job.ts",
  "src/telemetry/jobs/job_host.ts",
];

/** Files that are tested as a whole, under the name of another. */
const testedElsewhere: Record<string, string> = {
  "src/drivers/group_driver.ts": "tests/drivers/run_group_test.ts",
  "src/services/sessions/memory_session_store.ts": "tests/services/sessions/session_store_test.ts",
  "src/services/mod.ts": "tests/services/application_test.ts",
  "src/services/service_spec.ts": "tests/services/service_definition_test.ts",
  "src/services/sessions/session_table.ts": "tests/services/sessions/session_store_test.ts",
  "src/simulation/arbitraries/behaviour_arbitrary.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/group_arbitrary.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/known_paths.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/mod.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/operation_arbitrary.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/policy_arbitrary.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/arbitraries/time_arbitrary.ts": "tests/simulation/arbitraries/scenario_arbitrary_test.ts",
  "src/simulation/campaign/campaign_options.ts": "tests/simulation/campaign/campaign_test.ts",
  "src/simulation/campaign/capsule_of.ts": "tests/simulation/campaign/campaign_test.ts",
  "src/simulation/campaign/checked_twice.ts": "tests/simulation/campaign/campaign_test.ts",
  "src/simulation/campaign/campaign_figures.ts": "tests/simulation/campaign/run_outcome_test.ts",
  "src/simulation/campaign/covered_run.ts": "tests/simulation/campaign/coverage_test.ts",
  "src/simulation/campaign/fault_effects.ts": "tests/simulation/campaign/coverage_test.ts",
  "src/simulation/campaign/guarded_run.ts": "tests/simulation/campaign/supervision_subject_test.ts",
  "src/simulation/campaign/subject.ts": "tests/simulation/campaign/supervision_subject_test.ts",
  "src/simulation/campaign/supervision_about.ts": "tests/simulation/campaign/run_outcome_test.ts",
  "src/simulation/cast_entry.ts": "tests/simulation/cast_test.ts",
  "src/simulation/casting.ts": "tests/simulation/cast_test.ts",
  "src/simulation/engine_run.ts": "tests/properties/engines_test.ts",
  "src/simulation/explore/exploration.ts": "tests/simulation/explore/explore_test.ts",
  "src/simulation/explore/exploration_error.ts": "tests/simulation/explore/found_failure_test.ts",
  "src/simulation/explore/explored_fault_text.ts": "tests/simulation/explore/explored_fault_test.ts",
  "src/simulation/explore/injected_fault.ts": "tests/simulation/explore/explored_fault_test.ts",
  "src/simulation/explore/unsettled.ts": "tests/simulation/explore/explore_test.ts",
  "src/simulation/faults/drawn_counts.ts": "tests/simulation/faults/drawn_case_test.ts",
  "src/simulation/faults/drawn_policies.ts": "tests/simulation/faults/drawn_case_test.ts",
  "src/simulation/faults/fault.ts": "tests/simulation/faults/afflictions_test.ts",
  "src/simulation/faults/fault_moments.ts": "tests/simulation/faults/draw_faults_test.ts",
  "src/simulation/faults/fault_targets.ts": "tests/simulation/faults/draw_faults_test.ts",
  "src/simulation/figure_limit.ts": "tests/simulation/expectation_test.ts",
  "src/simulation/group_terms.ts": "tests/simulation/cast_test.ts",
  "src/simulation/guarded_global.ts": "tests/simulation/real_time_guard_test.ts",
  "src/simulation/mod.ts": "tests/simulation/simulate_test.ts",
  "src/simulation/operations.ts": "tests/simulation/cast_test.ts",
  "src/simulation/phase_changes.ts": "tests/simulation/timeline_test.ts",
  "src/simulation/policy_alarm.ts": "tests/properties/engines_test.ts",
  "src/simulation/policy_engine.ts": "tests/properties/engines_test.ts",
  "src/simulation/policy_life.ts": "tests/properties/engines_test.ts",
  "src/simulation/policy_slot.ts": "tests/properties/engines_test.ts",
  "src/simulation/real_engine.ts": "tests/properties/engines_test.ts",
  "src/simulation/real_time_error.ts": "tests/simulation/real_time_guard_test.ts",
  "src/simulation/scenario_check.ts": "tests/simulation/cast_test.ts",
  "src/simulation/services/recorder.ts": "tests/simulation/services/services_engine_test.ts",
  "src/simulation/services/services_record.ts": "tests/simulation/services/services_engine_test.ts",
  "src/simulation/services/simulated_tree.ts": "tests/simulation/services/services_engine_test.ts",
  "src/simulation/worker_meter.ts": "tests/simulation/measure_test.ts",
  "src/telemetry/history/failure_table.ts": "tests/telemetry/stores/execution_store_test.ts",
  "src/telemetry/history/listed_records.ts": "tests/telemetry/stores/execution_store_test.ts",
  "src/telemetry/jobs/job_registration.ts": "tests/telemetry/jobs/jobs_test.ts",
  "src/telemetry/mod.ts": "tests/telemetry/executor_test.ts",
  "src/telemetry/postgres/execution_insert.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/execution_pruning.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/execution_tables.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/filter_clause.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/history_statements.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/postgres_client.ts": "tests/telemetry/postgres/store_database_test.ts",
  "src/telemetry/postgres/postgres_database.ts": "tests/telemetry/postgres/store_database_test.ts",
  "src/telemetry/postgres/postgres_schema.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/registration_statements.ts": "tests/telemetry/postgres/postgres_execution_store_test.ts",
  "src/telemetry/postgres/session_presence.ts": "tests/telemetry/postgres/postgres_session_store_test.ts",
  "src/telemetry/postgres/session_tables.ts": "tests/telemetry/postgres/postgres_session_store_test.ts",
  "src/telemetry/simulated/executor_engine.ts": "tests/telemetry/simulated/simulate_executor_test.ts",
  "src/telemetry/simulated/held_records.ts": "tests/telemetry/simulated/executor_invariants_test.ts",
  "src/telemetry/simulated/mod.ts": "tests/telemetry/simulated/simulate_executor_test.ts",
  "src/telemetry/simulated/run_beginning.ts": "tests/telemetry/simulated/executor_invariants_test.ts",
  "src/telemetry/stores/call_check.ts": "tests/telemetry/stores/execution_store_test.ts",
  "src/telemetry/stores/execution_table.ts": "tests/telemetry/stores/sqlite_execution_store_test.ts",
  "src/telemetry/stores/memory_execution_store.ts": "tests/telemetry/stores/execution_store_test.ts",
  "src/telemetry/stores/sqlite_pruning.ts": "tests/telemetry/stores/execution_store_test.ts",
  "src/telemetry/stores/sqlite_reconciling.ts": "tests/telemetry/stores/execution_store_test.ts",
};

Deno.test("src/ has a test for each file, where the file is", () => {
  const tests = new Set(sourceFiles("tests").map(({ path }) => path));
  const findings = sources
    .filter(({ path }) => !typesAlone.includes(path) && !/\/simulat(?:ion|ed)\/(?:services\/)?invariants\//.test(path))
    .map(({ path }) => [path, testedElsewhere[path] ?? path.replace(/^src\/(.*)\.ts$/, "tests/$1_test.ts")] as const)
    .filter(([, test]) => !tests.has(test))
    .map(([path, test]) => `${path} has no ${test}`);
  assertNone(
    findings,
    "write it; a file of types alone, or one that is tested as part of another, goes into this test's lists",
  );
});

Deno.test("src/ files that are excused from a test hold types alone", () => {
  const running = /^\s*(?:export\s+)?(?:async\s+)?(?:const|let|var|function|class|enum)\b/m;
  const findings = sources.filter(({ path, code }) => typesAlone.includes(path) && running.test(code)).map(({ path }) =>
    path
  );
  assertNone(findings, "write its test, and take it off the list");
  const gone = typesAlone.filter((path) => !sources.some((file) => file.path === path));
  assertNone(gone, "take it off the list");
});

Deno.test("the repository's top level is what it is meant to be", () => {
  const fixed = [".ci", ".github", ".gitignore", "LICENSE", "README.md", "cli", "deno.json", "deno.lock"];
  const listed = [...fixed, "fixtures", "mod.ts", "src", "tests"];
  const ignored = new Set([".git", ".coverage", "node_modules"]);
  const found = [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) => !ignored.has(name));
  assertNone(found.filter((name) => !listed.includes(name)), "move it into a folder of the list, or leave it out");
  assertNone(
    listed.filter((name) => !found.includes(name)),
    "restore it, or take it off the list",
  );
});
