import { assertEquals, assertThrows } from "@std/assert";
import { systemClock } from "../../../src/drivers/clock.ts";
import { type PostgresOptions, postgresTermsOf } from "../../../src/telemetry/postgres/postgres_options.ts";

Deno.test("postgresTermsOf() fills in the defaults", () => {
  assertEquals(postgresTermsOf("open", {}), {
    schema: "mainstay",
    maxConnections: 4,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 30_000,
    readOnly: false,
    applicationName: "mainstay",
    tls: undefined,
    clock: systemClock,
  });
});

for (const schema of ["a", "_", "A1", "pgx", "x".repeat(63)]) {
  Deno.test(`postgresTermsOf() takes the schema ${schema}`, () => {
    assertEquals(postgresTermsOf("open", { schema }).schema, schema);
  });
}

for (const schema of ["", "1a", "a-b", "a b", 'a"', "a.b", "ä", "a\0", "a\n", "pg_catalog", "x".repeat(64), 7, null]) {
  Deno.test(`postgresTermsOf() refuses the schema ${JSON.stringify(schema)}`, () => {
    assertThrows(
      () => postgresTermsOf("open", { schema: schema as string }),
      TypeError,
      'Cannot open: "schema" must be',
    );
  });
}

const refused: readonly (readonly [Record<string, unknown>, typeof TypeError | typeof RangeError, string])[] = [
  [{ maxConnections: 0 }, RangeError, '"maxConnections"'],
  [{ maxConnections: 1.5 }, RangeError, '"maxConnections"'],
  [{ connectTimeoutMs: 0 }, RangeError, '"connectTimeoutMs"'],
  [{ connectTimeoutMs: 2 ** 31 }, RangeError, '"connectTimeoutMs"'],
  [{ statementTimeoutMs: 0 }, RangeError, '"statementTimeoutMs"'],
  [{ statementTimeoutMs: Infinity }, RangeError, '"statementTimeoutMs"'],
  [{ applicationName: "" }, TypeError, '"applicationName"'],
  [{ applicationName: "ä" }, TypeError, '"applicationName"'],
  [{ tls: 1 }, TypeError, '"tls"'],
  [{ clock: {} }, TypeError, '"clock"'],
  [{ shema: "a" }, TypeError, '"shema"'],
];
for (const [options, kind, message] of refused) {
  const [[field, value]] = Object.entries(options) as [[string, unknown]];
  Deno.test(`postgresTermsOf() refuses ${field} ${JSON.stringify(value)} ${value}`, () => {
    assertThrows(() => postgresTermsOf("open", options as PostgresOptions), kind, message);
  });
}
