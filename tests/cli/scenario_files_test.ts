import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "./run_program.ts";

/** A new folder, gone after the test. */
async function inFolder(test: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  try {
    await test((name) => `${folder}/${name}`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const readAndWrite = ["--allow-read", "--allow-write"];

Deno.test("init writes a template in each format that validate and simulate take", () =>
  inFolder(async (path) => {
    const files = ["a.json", "a.jsonc", "a.yaml", "a.yml", "a.toml"].map(path);
    for (const file of files) {
      const { code, stdout } = await runProgram(["init", file], { permissions: [`--allow-write=${file}`] });
      assertEquals(code, 0);
      assertStringIncludes(stdout, `simulate ${file}\n`);
    }
    const validated = await runProgram(["validate", ...files], { permissions: ["--allow-read"] });
    assertEquals([validated.code, validated.stdout.split("\n").length], [0, 6]);
    const simulated = await runProgram(["simulate", ...files, "-q"], { permissions: ["--allow-read"] });
    assertEquals([simulated.code, new Set(simulated.stdout.trimEnd().split("\n")).size], [0, 1]);
  }));

Deno.test("init writes over a file only when told to", () =>
  inFolder(async (path) => {
    Deno.writeTextFileSync(path("a.yaml"), "mine");
    const refused = await runProgram(["init", path("a.yaml")], { permissions: readAndWrite });
    assertEquals([refused.code, Deno.readTextFileSync(path("a.yaml"))], [2, "mine"]);
    assertStringIncludes(refused.stderr, "the file exists; --force writes over it");
    assertEquals((await runProgram(["init", path("a.yaml"), "--force"], { permissions: readAndWrite })).code, 0);
    assert(Deno.readTextFileSync(path("a.yaml")).startsWith("# A failure scenario."));
  }));

Deno.test("init answers 74 when the file cannot be written", () =>
  inFolder(async (path) => {
    for (const options of [[], ["--force"]]) {
      const { code, stdout, stderr } = await runProgram(["init", path("nowhere/a.yaml"), ...options], {
        permissions: readAndWrite,
      });
      assertEquals([code, stdout], [74, ""]);
      assertStringIncludes(stderr, `Cannot write "${path("nowhere/a.yaml")}": there is no such folder`);
    }
  }));

Deno.test("validate names file, place and problem of every broken file", () =>
  inFolder(async (path) => {
    const broken: Readonly<Record<string, readonly [string, string]>> = {
      "a.json": ['{"name": "a",\n "horizonMs": x}', 'a.json" as JSON at line 2, column 15: unexpected token "x"'],
      "b.json": ['{"name": "a",}', "a file that is named .jsonc may have both"],
      "c.jsonc": ['{"name": "a"', 'c.jsonc" as JSONC at line 1, column 13: unexpected end of the input'],
      "d.yaml": ["name: a\n b: [", 'd.yaml" as YAML at line 2, column 3: '],
      "e.toml": ['name = "a', 'e.toml" as TOML at line 1, column 10: Single-line string is not closed'],
      "l.yaml": [
        "name: a\nhorizonMs: 5m\nworkers: [{name: w}]\nexpect:\n  - w: crashes == 0",
        'expect[0]: expected text, found an object; put it in quotes: "w: crashes == 0"',
      ],
      "f.yaml": ["", "expected an object, found null"],
      "g.yaml": [
        "name: a\nhorizonMs: 5 m\nworkers: [{nam: x}]",
        'workers[0].nam: there is no such field; did you mean "name"?',
      ],
      "h.toml": ['name = "a"\nhorizonMs = 0\nworkers = []', "horizonMs: must be a finite number above 0, received 0"],
      "i.yaml": ["name: a\nhorizonMs: 5m\nworkers: [{name: w}]\nexpect: [avail > 1]", 'Did you mean "availability"?'],
      "j.txt": ["", "its name must end in one of .json, .jsonc, .yaml, .yml, .toml"],
      "k.yaml": [
        "name: a\nhorizonMs: 5m\nworkers: [{name: w, budget: {periodMs: 0}}]",
        "workers[0].budget.periodMs: must be",
      ],
    };
    for (const [name, [text, said]] of Object.entries(broken)) {
      Deno.writeTextFileSync(path(name), text);
      const { code, stdout, stderr } = await runProgram(["validate", path(name)], { permissions: ["--allow-read"] });
      assertStringIncludes(stderr, said);
      assertEquals([code, stdout], [2, ""], name);
    }
    const files = Object.keys(broken).map(path);
    const all = await runProgram(["validate", "first-look", ...files], { permissions: ["--allow-read"] });
    assertEquals([all.code, all.stdout], [2, "✓ first-look: first-look, 4 workers\n"]);
    assertEquals(all.stderr.match(/^error: /gm)?.length, files.length);
  }));

Deno.test("validate names the field of every mistake in a tree", async () => {
  const w = { name: "w" };
  const inGroup = (fields: object, worker: object = w) => ({
    workers: [{ name: "g", group: { ...fields, workers: [worker] } }],
  });
  const wrong: readonly (readonly [object, ...string[]])[] = [
    [{ workers: [{ name: "g", group: { workers: [] } }] }, "workers[0].group.workers: must hold at least one worker"],
    [{ workers: [{ name: "g", group: {} }] }, "workers[0].group.workers: expected a list of workers, found nothing"],
    [inGroup({}, { name: "a/b" }), 'workers[0].group.workers[0].name: must not contain "/"'],
    [
      inGroup({}, { ...w, budget: { intensity: 1.5 } }),
      "workers[0].group.workers[0].budget.intensity: must be a whole number",
    ],
    [
      inGroup({}, { ...w, budget: { intensity: -1 } }),
      "workers[0].group.workers[0].budget.intensity: expected a number",
    ],
    [inGroup({ dialect: "kubernets" }), "workers[0].group.dialect: expected one of", 'did you mean "kubernetes"?'],
    [{ workers: [w], dialect: "system-d" }, "dialect: expected one of", 'did you mean "systemd"?'],
    [inGroup({ strategy: "one-for-al" }), "workers[0].group.strategy: expected one of", 'did you mean "one-for-all"?'],
    [
      inGroup({ autoShutdown: "any-significant" }, { ...w, significant: true, restart: "always" }),
      "workers[0].group.workers[0].significant: must be false for a worker that is always restarted",
    ],
    [
      inGroup({}, { ...w, significant: true }),
      "workers[0].group.workers[0].significant: must be false in a group whose",
    ],
    [
      { ...inGroup({}), operations: [{ atMs: 0, do: "stop", worker: "g/v" }] },
      "operations[0].worker: must be one of",
      'Did you mean "g/w"?',
    ],
    [
      { ...inGroup({}), operations: [{ atMs: 0, do: "start", worker: w, in: "h" }] },
      "operations[0].in: must be one of",
      'Did you mean "g"?',
    ],
    [
      { workers: [w], operations: [{ atMs: 0, do: "start", worker: w }] },
      "operations[0].worker.name: is taken already",
    ],
    [{ workers: [{ name: "g", group: { workers: [w, w] } }] }, "workers[0].group.workers[1].name: is taken already"],
    [
      { workers: [{ name: "g", behaviour: {}, group: { workers: [w] } }] },
      "workers[0].behaviour: must not be given for a group",
    ],
    [
      { ...inGroup({}), expect: ["w: crashes == 0"] },
      'expect[0]: names a worker that does not exist (there are "g/w", and the groups "g")',
    ],
    [
      { workers: [{ name: "database", count: 2 }, { ...w, dependsOn: ["databas"] }] },
      "workers[1].dependsOn: must be one of",
      'Did you mean "database"?',
    ],
    [
      inGroup({}, { ...w, dependsOn: ["w"] }),
      'workers[0].group.dependsOn: goes round in a circle: "w" → "w"',
    ],
    [
      { ...inGroup({}), operations: [{ atMs: 0, do: "start", worker: { name: "v", dependsOn: ["x"] }, in: "g" }] },
      "operations[0].worker.dependsOn: must be one of",
    ],
    [inGroup({}, { ...w, onDependencyFailure: "restar" }), 'did you mean "restart"?'],
    [inGroup({}, { ...w, dependsOn: "db" }), "workers[0].group.workers[0].dependsOn: expected a list of names"],
    [
      { workers: [{ ...w, count: 9_000 }], operations: [{ atMs: 0, do: "stop", worker: "v-7" }] },
      '"w-24", "w-25", … (9,000 in all), received "v-7"\n',
    ],
  ];
  for (const [fields, ...said] of wrong) {
    const stdin = JSON.stringify({ name: "a", horizonMs: "1m", ...fields });
    const { code, stdout, stderr } = await runProgram(["validate", "-"], { stdin });
    for (const text of said) assertStringIncludes(stderr, text);
    assertEquals([code, stdout, stderr.includes("1 problem")], [2, "", true], stdin);
  }
});

const lines = (stderr: string) => stderr.split("\n").filter((line) => line.startsWith("  "));

Deno.test("validate names every bad expectation beside the first problem of the workers", async () => {
  const stdin = JSON.stringify({
    name: "bad",
    horizonMs: "1h",
    workers: [{ name: "a", dependsOn: ["zz"] }, { name: "b", dependsOn: ["yy"] }],
    expect: ["give-ups = 0", "crashs == 0", "zz: crashes == 0", "crashes == 0", "availability >= 99"],
  });
  const { code, stdout, stderr } = await runProgram(["validate", "-"], { stdin });

  assertEquals([code, stdout, stderr.includes("5 problems")], [2, "", true]);
  assertEquals(lines(stderr).map((line) => line.split(": ")[0]), [
    "  workers[0].dependsOn",
    "  expect[0]",
    "  expect[1]",
    "  expect[2]",
    "  expect[4]",
  ]);
  assertStringIncludes(stderr, 'received "crashs == 0"; did you mean "crashes"?\n');
});

Deno.test("validate names the first problem of each part that goes wrong by itself", async () => {
  const outage = { name: "x", fromMs: "5m", toMs: "4m" };
  const stdin = JSON.stringify({
    name: "bad",
    horizonMs: "1h",
    workers: [{ name: "a" }],
    recovery: { fromMs: "59m", withinMs: "30m" },
    outages: [outage, outage],
    faults: [{ kind: "crash", atMs: "5m", workers: ["bb"] }],
    chaos: { faults: { crash: { workers: ["cc"] } } },
  });
  const { code, stderr } = await runProgram(["validate", "-"], { stdin });

  assertEquals(code, 2);
  assertEquals(lines(stderr).map((line) => line.split(": ")[0]), [
    "  recovery.withinMs",
    "  outages[0].toMs",
    "  faults[0].workers",
    "  chaos.faults.crash.workers",
  ]);
});

Deno.test("validate names bad expectations beside mistakes of form", async () => {
  const scenarios: readonly object[] = [
    { workers: [{ name: "a", nam: 1 }], expect: ["give-ups = 0", 5, "b: crashes == 0"] },
    { executor: {}, load: [{ owner: "o", name: "n" }], expect: ["give-ups = 0", 5, "lst == 0"] },
  ];
  for (const fields of scenarios) {
    const stdin = JSON.stringify({ name: "bad", horizonMs: "1h", ...fields });
    const { code, stderr } = await runProgram(["validate", "-"], { stdin });

    assertEquals([code, lines(stderr).length], [2, 4]);
    for (const index of [0, 1, 2]) assertStringIncludes(stderr, `\n  expect[${index}]: `);
  }
});

Deno.test("validate notes who can never be up", async () => {
  const stdin = "name: never\nhorizonMs: 1h\nworkers: [{ name: a, startupTimeoutMs: 10s }, { name: b }]";
  const { code, stdout, stderr } = await runProgram(["validate", "-"], { stdin });

  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    stdout,
    '✓ -: never, 2 workers\n  note: a is never up: it has a "startupTimeoutMs", and no "readyAfter" in its behaviour says when it is ready\n',
  );
});

Deno.test("simulate notes once who was never ready, in text alone", async () => {
  const stdin = "name: never\nhorizonMs: 1h\nworkers: [{ name: a, startupTimeoutMs: 10s }, { name: b }]";
  const count = async (...options: string[]) => {
    const { code, stdout } = await runProgram(["simulate", "-", "--engine", "policy", ...options], { stdin });
    assertEquals(code, 0);
    return stdout.split("note: a is never up: it has").length - 1;
  };

  assertEquals(await count(), 1);
  assertEquals(await count("--runs", "1"), 1);
  assertEquals(await count("--runs", "5"), 1);
  assertEquals([await count("-q"), await count("--format", "jsonl")], [0, 0]);
});

Deno.test("validate reads no data that would never end", async () => {
  const deep = (depth: number, open: string, close: string) =>
    "{name: a, horizonMs: 1m, workers: [".replaceAll(/(\w+)(?=[:,])/g, '"$1"') + open.repeat(depth) + '{"name": "w"}' +
    close.repeat(depth) + "]}";
  const wrong: readonly (readonly [string, string])[] = [
    [
      "name: a\nhorizonMs: 1m\nworkers:\n  - &w { name: g, group: { workers: [*w] } }\n",
      "workers[0].group.workers[0]: this is an alias of what it stands in, so that it would never end\n",
    ],
    [
      deep(1_000, '{"name": "g", "group": {"workers": [', "]}}"),
      "nested too deeply: at most 200 groups in each other\n",
    ],
    [`name: a\nworkers: ${"[".repeat(9_999)}`, "it is nested too deeply\n"],
  ];
  for (const [stdin, said] of wrong) {
    const { code, stderr } = await runProgram(["validate", "-"], { stdin });
    assertStringIncludes(stderr, said);
    assertEquals([code, stderr.includes("internal error")], [2, false]);
  }
});

Deno.test("simulate says of a file that it cannot have why", () =>
  inFolder(async (path) => {
    Deno.mkdirSync(path("folder.json"));
    Deno.mkdirSync(path("folder"));
    for (
      const [name, said] of [["nowhere.json", "there is no such file"], ["folder.json", "it is a folder"], [
        "folder",
        "it is a folder",
      ]] as const
    ) {
      const { code, stderr } = await runProgram(["simulate", path(name)], { permissions: ["--allow-read"] });
      assertStringIncludes(stderr, `Cannot read "${path(name)}": ${said}`);
      assertEquals(code, 2);
    }
  }));

Deno.test("simulate runs nothing when one of several scenarios is wrong", async () => {
  const { code, stdout } = await runProgram(["simulate", "first-look", "nowhere"]);
  assertEquals([code, stdout], [2, ""]);
});

Deno.test("simulate - reads any format from the standard input", async () => {
  const texts = [
    '{ "name": "a", "horizonMs": "1s", "workers": [{ "name": "w" }] } // so',
    "name: a\nhorizonMs: 1s\nworkers: [{ name: w }]",
    'name = "a"\nhorizonMs = "1s"\nworkers = [{ name = "w" }]',
  ];
  const outcomes = await Promise.all(texts.map((stdin) => runProgram(["simulate", "-", "-q"], { stdin })));
  assertEquals(outcomes.map(({ code }) => code), [0, 0, 0]);
  assertEquals(new Set(outcomes.map(({ stdout }) => stdout)).size, 1);
});

Deno.test("simulate says of a word that is a file's or a folder's what is wrong with that", async () => {
  for (const [word, said] of [["LICENSE", "its name must end in one of .json,"], [".", "it is a folder"]] as const) {
    const { code, stderr } = await runProgram(["simulate", word], { permissions: ["--allow-read"] });
    assertStringIncludes(stderr, `Cannot read "${word}": ${said}`);
    assertEquals(code, 2);
  }
});
