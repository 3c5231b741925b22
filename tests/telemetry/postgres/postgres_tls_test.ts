import { assertEquals, assertThrows } from "@std/assert";
import { checkTls } from "../../../src/telemetry/postgres/postgres_tls.ts";

Deno.test("checkTls() takes true, false and every field", () => {
  const full = { ca: "a", cert: "b", key: "c", serverName: "d", verify: false };
  const taken = [true, false, {}, full, { ca: undefined }];
  for (const tls of taken) checkTls("open", tls);
  assertEquals(taken.length, 5);
});

for (
  const tls of [undefined, null, "require", { ca: "" }, { key: 7 }, { verify: "no" }, { rejectUnauthorized: false }]
) {
  Deno.test(`checkTls() refuses ${JSON.stringify(tls)}`, () => {
    assertThrows(() => checkTls("open", tls), TypeError, "tls");
  });
}

Deno.test("checkTls() does not show a key", () => {
  const { message } = assertThrows(() => checkTls("open", { key: ["geheim"] }), TypeError);
  assertEquals(message, 'Cannot open: "tls.key" must be a text that is not empty');
});
