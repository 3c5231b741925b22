import { assertEquals } from "@std/assert";
import { csvRow } from "../../../cli/history/csv_text.ts";

Deno.test("csvRow() quotes what needs it, and leaves numbers plain", () => {
  assertEquals(
    csvRow(["a", "b c", "d,e", 'f"g', "h\ni", "", null, 0.1 + 0.2, -1, 1e21, true]),
    [
      ...['a,b c,"d,e","f""g","h\ni",,,0.30000000000000004,-1,1e+21,true\r\n'],
    ].join(""),
  );
});

Deno.test("csvRow() makes no formula of a text", () => {
  for (const first of ["=", "+", "-", "@", "'"]) assertEquals(csvRow([`${first}1`]), `'${first}1\r\n`);
  assertEquals(csvRow(["\t=1", "\n=1", "\r=1"]), `'\t=1,"'\n=1","'\r=1"\r\n`);
  assertEquals(csvRow(["a=1", " =1"]), "a=1, =1\r\n");
});
