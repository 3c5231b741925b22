import { assertEquals, assertThrows } from "@std/assert";
import { systemClock, systemWallClock } from "../../../src/drivers/clock.ts";
import { sessionTermsOf } from "../../../src/services/sessions/session_options.ts";

Deno.test("sessionTermsOf() fills in the defaults", () => {
  assertEquals(sessionTermsOf({ application: "app" }), {
    application: "app",
    clock: systemClock,
    wallClock: systemWallClock,
    heartbeatMs: 300_000,
    storeTimeoutMs: 5_000,
    logger: console,
  });
});

Deno.test("sessionTermsOf() refuses an unknown option", () => {
  assertThrows(() => sessionTermsOf({ application: "app", heartbeat: 1 } as never), TypeError, '"heartbeat"');
});

for (const application of ["", 7, undefined]) {
  Deno.test(`sessionTermsOf() refuses the application ${JSON.stringify(application)}`, () => {
    assertThrows(
      () => sessionTermsOf({ application: application as string }),
      TypeError,
      'Cannot open a session: "application" must be a text that is not empty',
    );
  });
}

for (const field of ["heartbeatMs", "storeTimeoutMs"]) {
  for (const value of [0, -1, NaN, Infinity, "1"]) {
    Deno.test(`sessionTermsOf() refuses a ${field} of ${value}`, () => {
      assertThrows(
        () => sessionTermsOf({ application: "app", [field]: value }),
        RangeError,
        `Cannot open a session: "${field}" must be a finite number above 0`,
      );
    });
  }
}
