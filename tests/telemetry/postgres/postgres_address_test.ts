import { assertEquals, assertThrows } from "@std/assert";
import {
  addressName,
  type PostgresAddress,
  resolvedAddress,
} from "../../../src/telemetry/postgres/postgres_address.ts";

const rest = { host: "localhost", port: 5_432, user: "app", database: "app", password: "", tls: false };

const addresses: readonly (readonly [string | PostgresAddress, Partial<PostgresAddress>])[] = [
  [{ user: "app" }, {}],
  [{ user: "app", database: "fleet", host: "/run/pg" }, { database: "fleet", host: "/run/pg" }],
  ["postgres://app@localhost", {}],
  ["postgresql://app@localhost/", {}],
  ["postgres://app@db.internal:6543/fleet", { host: "db.internal", port: 6_543, database: "fleet" }],
  ["postgres://app:p%40ss%2Fw%C3%B6rd@localhost/a%20b", { password: "p@ss/wörd", database: "a b" }],
  ["postgres://app@[::1]:5433/app", { host: "::1", port: 5_433 }],
  ["postgres://app@localhost/app?host=%2Frun%2Fpg", { host: "/run/pg" }],
  ["postgres://app@localhost?sslmode=disable", { tls: false }],
  ["postgres://app@localhost?sslmode=require", { tls: true }],
  ["postgres://app@localhost?sslmode=verify-full", { tls: true }],
];
for (const [where, expected] of addresses) {
  Deno.test(`resolvedAddress() reads ${JSON.stringify(where)}`, () => {
    assertEquals(resolvedAddress("open", where), { ...rest, ...expected });
    if (typeof where === "string" && URL.canParse(where)) {
      assertEquals(resolvedAddress("open", new URL(where)), { ...rest, ...expected });
    }
  });
}

const refused: readonly (readonly [unknown, string])[] = [
  ["", '"url" must be like'],
  ["localhost:5432/app", '"url" must be like'],
  ["http://app@localhost/app", '"url" must be like'],
  ["postgres://localhost/app", '"user" must be a text that is not empty'],
  ["postgres://app@localhost?sslmode=prefer", '"sslmode" must be one of "disable", "require", "verify-full"'],
  ["postgres://app@localhost?sslmode=toString", '"sslmode" must be one of'],
  ["postgres://app@localhost?ssl=true", 'the parameters "sslmode" and "host", and no other'],
  ["postgres://app:100%@localhost", "two hexadecimal digits"],
  [{ host: "localhost" }, '"user" must be'],
  [{ user: "app", pasword: "x" }, 'unknown option "pasword"'],
  [{ user: "app", password: 7 }, '"password" must be a text or a function'],
  [{ user: "app\0" }, '"user" must be'],
  [{ user: "app", tls: "yes" }, '"tls" must be true, false or an object'],
];
for (const [where, message] of refused) {
  Deno.test(`resolvedAddress() refuses ${JSON.stringify(where)}`, () => {
    assertThrows(() => resolvedAddress("open", where as string), TypeError, "Cannot open: ");
    assertThrows(() => resolvedAddress("open", where as string), TypeError, message);
  });
}

for (const port of [0, -1, 0.5, 65_536, NaN]) {
  Deno.test(`resolvedAddress() refuses port ${port}`, () => {
    assertThrows(() => resolvedAddress("open", { user: "app", port }), RangeError, 'Cannot open: "port" must be');
  });
}

Deno.test("addressName() says where, and nothing of who", () => {
  assertEquals(addressName(resolvedAddress("open", "postgres://app:secret@[::1]/fleet")), "[::1]:5432/fleet");
});
