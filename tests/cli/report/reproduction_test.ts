import { assertEquals } from "@std/assert";
import { reproduction } from "../../../cli/report/reproduction.ts";
import { shellWord } from "../../../cli/program.ts";

const run = { seed: "0xff", engine: "policy" } as const;

Deno.test("reproduction() is the line for a built-in scenario", () => {
  assertEquals(
    reproduction({ word: "canary", kind: "built-in" }, run, {}),
    "deno run cli/main.ts simulate canary --seed 0xff --engine policy",
  );
});

Deno.test("reproduction() allows the reading of a file, whatever it is called", () => {
  assertEquals(
    reproduction({ word: "my file.yaml", kind: "file" }, run, { durationMs: 5_400_000, limit: 10 }),
    "deno run --allow-read='my file.yaml' cli/main.ts simulate 'my file.yaml' --seed 0xff --engine policy " +
      "--duration 90m --limit 10",
  );
});

Deno.test("reproduction() keeps the dialect", () => {
  assertEquals(
    reproduction({ word: "canary", kind: "built-in", dialect: "otp" }, run, { limit: 10 }),
    "deno run cli/main.ts simulate canary --seed 0xff --engine policy --dialect otp --limit 10",
  );
});

Deno.test("reproduction() says where the standard input belongs", () => {
  assertEquals(
    reproduction({ word: "-", kind: "input" }, run, {}),
    "deno run cli/main.ts simulate - --seed 0xff --engine policy < SCENARIO",
  );
});

Deno.test("shellWord() quotes what a shell would change", () => {
  assertEquals(["a-b_c.yaml", "a b", "it's", "$HOME", ""].map(shellWord), [
    ...["a-b_c.yaml", "'a b'", "'it'\\''s'", "'$HOME'", "''"],
  ]);
});
