// README's programs are run by `deno test --doc`; here is what that does not see: what they print, and its other fences.
import { assertEquals } from "@std/assert";

const root = new URL("..", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));

/** The first fence of a language. */
function fence(language: string): string {
  const found = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(readme);
  if (found === null) throw new Error(`README.md has no ${language} fence: restore it`);
  return found[1]!;
}

async function deno(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd: root, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

async function withFile<Result>(name: string, text: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    return await use(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Each program that is followed by what it prints. */
const printing = [...readme.matchAll(/```ts\n((?:(?!```)[^])*?)```\n\n```text\n([^]*?)```/g)];

/** The flags that a program's first line says it is run with. */
function permissionsOf(program: string): string[] {
  return /^\/\/ deno run (.*) \S+\n/.exec(program)?.[1]?.split(" ") ?? [];
}

for (const [number, [, program, printed]] of printing.entries()) {
  Deno.test(`README's program ${number + 1} prints what stands below it`, async () => {
    const { stdout, stderr } = await withFile(
      "program.ts",
      program!,
      (path) => deno("run", "--quiet", "--no-prompt", "--config=deno.json", ...permissionsOf(program!), path),
    );

    assertEquals([stdout, stderr], [printed!, ""]);
  });
}

Deno.test("README has programs that print something", () => assertEquals(printing.length, 4));

Deno.test("README's scenario holds what it expects, whatever the seed", async () => {
  const { code, stdout } = await withFile(
    "checkout.yaml",
    fence("yaml"),
    (path) =>
      deno(
        "run",
        "--quiet",
        "--allow-read",
        "cli/main.ts",
        "simulate",
        path,
        "--runs",
        "100",
        "--engine",
        "policy",
        "--quiet",
      ),
  );

  assertEquals(code, 0, stdout);
});

Deno.test("README names every exit code that the command line has", async () => {
  const { exitCode } = await import("../cli/exit_code.ts");
  const named = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));

  assertEquals(Object.values(exitCode).filter((code) => !named.includes(code) && code !== exitCode.terminated), []);
});
