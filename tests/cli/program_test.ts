import { assertEquals } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { permissionFlag, programLine } from "../../cli/program.ts";
import { inFolder } from "./in_folder.ts";
import { root } from "./run_program.ts";

Deno.test("programLine() names the program as seen from the working directory", () => {
  assertEquals(programLine("--allow-read=a"), "deno run --allow-read=a cli/main.ts");
});

Deno.test("permissionFlag() names the file, unless it has a comma, at which Deno would cut it", () => {
  assertEquals(["a b.yaml", "a,b.yaml"].map((path) => permissionFlag("read", path)), [
    "--allow-read='a b.yaml'",
    "--allow-read",
  ]);
});

Deno.test("programLine() of an action of GitHub names the package, for the runner's path is nowhere else", () =>
  inFolder(async (path) => {
    Deno.mkdirSync(path("_actions/owner/repository"), { recursive: true });
    Deno.symlinkSync(root.pathname.replace(/\/$/, ""), path("_actions/owner/repository/v1"));
    const main = path("_actions/owner/repository/v1/.github/actions/campaign/../../../cli/main.ts");
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-lock", main, "simulate", "first-look"],
      env: { NO_COLOR: "1" },
      cwd: path("."),
    }).output();
    const [line] = new TextDecoder().decode(stdout).trimEnd().split("\n").slice(-1);
    const { name, version } = configuration;
    assertEquals(line, `deno run jsr:${name}@${version}/cli simulate first-look --seed 1 --engine real`);
  }));
