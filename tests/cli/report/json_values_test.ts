import { assertEquals } from "@std/assert";
import { Output } from "../../../cli/output.ts";
import { JsonValues } from "../../../cli/report/json_values.ts";

function written(several: boolean, values: readonly unknown[]): string {
  const chunks: string[] = [];
  const output = new Output({
    writeSync: (bytes) => (chunks.push(new TextDecoder().decode(bytes)), bytes.length),
    isTerminal: () => false,
  });
  const all = new JsonValues(output, several);
  for (const value of values) all.add(value);
  all.end();
  return chunks.join("");
}

Deno.test("JsonValues is one value, or a list with one a line, or an empty list", () => {
  assertEquals([written(false, [{ a: 1 }]), written(true, [{ a: 1 }, { b: 2 }]), written(true, [])], [
    '{\n  "a": 1\n}\n',
    '[\n{"a":1},\n{"b":2}\n]\n',
    "[]\n",
  ]);
});
