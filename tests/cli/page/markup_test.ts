import { assertEquals } from "@std/assert";
import { embeddedJson, markup } from "../../../cli/page/markup.ts";

Deno.test("markup escapes what stands in it", () => {
  const name = `<a href="x">&'\``;
  const shown = "&#60;a href=&#34;x&#34;&#62;&#38;&#39;&#96;";
  assertEquals(markup`<p title="${name}">${name}</p>`.text, `<p title="${shown}">${shown}</p>`);
});

Deno.test("markup takes pieces, lists and nothing", () => {
  const items = ["a<", "b"].map((item) => markup`<li>${item}</li>`);
  assertEquals(markup`${items}${undefined}${false}${1}`.text, "<li>a&#60;</li><li>b</li>1");
});

Deno.test("embeddedJson() says the same without a sign that could end a script", () => {
  const value = { "</script>": "<!-- & \u2028 \u2029 -->" };
  const json = embeddedJson(value);
  assertEquals(/[<>&\u2028\u2029]/.test(json), false);
  assertEquals(JSON.parse(json), value);
});
