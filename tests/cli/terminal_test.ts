import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asciiGlyphs, unicodeGlyphs } from "../../cli/report/glyphs.ts";
import { Output } from "../../cli/output.ts";
import { terminalOf } from "../../cli/terminal.ts";
import { root } from "./run_program.ts";

const pipe = new Output({ writeSync: (bytes) => bytes.length, isTerminal: () => false });

Deno.test("terminalOf() takes a pipe for 100 columns without colour", () => {
  const { width, color } = terminalOf(pipe);
  assertEquals([width, color], [100, false]);
});

Deno.test("terminalOf() does as it is told", () => {
  assertEquals(terminalOf(pipe, { width: 33, color: true, ascii: true }), {
    width: 33,
    color: true,
    glyphs: asciiGlyphs,
  });
});

Deno.test({
  name: "terminalOf() goes by the locale where it may read it",
  permissions: { env: ["LC_ALL", "LC_CTYPE", "LANG"] },
  fn() {
    const before = Deno.env.get("LC_ALL");
    try {
      const glyphs = ["C", "en_US.UTF-8", "POSIX", "de_DE.utf8"].map((locale) => {
        Deno.env.set("LC_ALL", locale);
        return terminalOf(pipe).glyphs;
      });
      assertEquals(glyphs, [asciiGlyphs, unicodeGlyphs, asciiGlyphs, unicodeGlyphs]);
    } finally {
      if (before === undefined) Deno.env.delete("LC_ALL");
      else Deno.env.set("LC_ALL", before);
    }
  },
});

// `script` gives its child a terminal, on which a program that lacks a permission would stop and ask for it.
const script = "/usr/bin/script";
const hasScript = await Deno.stat(script).then(() => true, () => false);

for (
  const [line, code, said] of [
    ["simulate poison-pill", 0, "simulate poison-pill --seed 1 --engine real"],
    ["simulate poison-pill --log info --quiet", 0, "INF"],
    ["simulate nowhere.yaml", 2, "reading files is not allowed"],
    ["validate nowhere.toml", 2, "reading files is not allowed"],
    ["init nowhere.json", 2, "writing files is not allowed"],
    ["schema", 0, "Mainstay scenario"],
    ["help simulate", 0, "Examples:"],
  ] as const
) {
  Deno.test({
    name: `${line} asks for no permission on a terminal`,
    ignore: !hasScript,
    async fn() {
      const child = new Deno.Command(script, {
        args: ["-qefc", `${Deno.execPath()} run cli/main.ts ${line}`, "/dev/null"],
        cwd: root,
        stdin: "null",
        stdout: "piped",
      });
      const { code: exit, stdout } = await child.output();
      const text = new TextDecoder().decode(stdout);
      assertStringIncludes(text, said);
      assert(!/requests .* access/.test(text), text);
      assertEquals(exit, code);
    },
  });
}
