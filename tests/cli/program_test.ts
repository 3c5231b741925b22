import { assertEquals } from "@std/assert";
import { permissionFlag, programLine } from "../../cli/program.ts";

Deno.test("programLine() names the program as seen from the working directory", () => {
  assertEquals(programLine("--allow-read=a"), "deno run --allow-read=a cli/main.ts");
});

Deno.test("permissionFlag() names the file, unless it has a comma, at which Deno would cut it", () => {
  assertEquals(["a b.yaml", "a,b.yaml"].map((path) => permissionFlag("read", path)), [
    "--allow-read='a b.yaml'",
    "--allow-read",
  ]);
});
