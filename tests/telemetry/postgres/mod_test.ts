// Who imports the entry point and connects to nothing needs nothing.
import { assertEquals } from "@std/assert";

const mod = new URL("../../../src/telemetry/postgres/mod.ts", import.meta.url).href;

Deno.test("telemetry/postgres is imported without a permission, and without the client", async () => {
  const program = `const { PostgresDatabase } = await import(${JSON.stringify(mod)});
    console.log(await PostgresDatabase.open("nonsense").catch(({ name }) => name));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      "--no-lock",
      "--no-check",
      `data:text/javascript,${encodeURIComponent(program)}`,
    ],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "TypeError");
});
