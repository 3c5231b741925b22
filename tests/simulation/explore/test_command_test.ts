import { testCommand } from "../../../src/simulation/explore/test_command.ts";
import { assertEquals } from "@std/assert";

const module = import.meta.resolve("../../../src/simulation/explore/test_command.ts");

async function deno(...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } }).output();
  return new TextDecoder().decode(stdout);
}

/** The command that a test of its own is told, by what it is started with. */
async function commandBy(...args: string[]): Promise<string | undefined> {
  const file = await Deno.makeTempFile({ suffix: "_test.ts" });
  try {
    const ask = `console.log("command:", testCommand("it"))`;
    await Deno.writeTextFile(file, `import { testCommand } from "${module}"; Deno.test("it", () => ${ask}); ${ask};`);
    const output = await deno(...args, "--no-lock", "--no-prompt", "--no-check", file);
    return /command: (.*)/.exec(output.slice(output.lastIndexOf("command:")))?.[1];
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("testCommand() allows what the process may do, and that the variables are read", async () => {
  assertEquals(await commandBy("test"), "deno test --allow-env=MAINSTAY_SEED,MAINSTAY_FAULTS --filter 'it'");
  assertEquals(
    await commandBy("test", "--allow-read", "--allow-net", "--allow-env=MAINSTAY_SEED", "--allow-write=/tmp/x"),
    "deno test --allow-read --allow-net --allow-env=MAINSTAY_SEED,MAINSTAY_FAULTS --filter 'it'",
  );
  assertEquals(
    await commandBy("test", "--allow-env", "--allow-sys"),
    "deno test --allow-env --allow-sys --filter 'it'",
  );
  assertEquals(await commandBy("test", "-A"), "deno test -A --filter 'it'");
});

Deno.test("testCommand() knows none where no `deno test` runs", async () => {
  assertEquals(await commandBy("run", "-A"), "undefined");
});

Deno.test("testCommand() names the test so that a shell hands it on, and a filter finds it", async () => {
  assertEquals(testCommand(undefined)?.includes("--filter"), false);
  for (const name of [`a "quoted" $HOME it's`, "bang! back\\slash `echo hi` $(echo ho)", "/re(/"]) {
    const line = testCommand(name)!;
    const script = `printf '%s' ${line.slice(line.indexOf("--filter ") + "--filter ".length)}`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
    assertEquals(new TextDecoder().decode(stdout), name === "/re(/" ? "re(/" : name);
  }
});
