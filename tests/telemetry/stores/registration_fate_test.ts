import { assertEquals } from "@std/assert";
import { registrationFate } from "../../../src/telemetry/stores/registration_fate.ts";

Deno.test("registrationFate() is what the grid says", () => {
  const uses = { never: [false, false], before: [true, false], now: [true, true] } as const;
  const rows: string[] = [];
  for (const [use, [executed, executedNow]] of Object.entries(uses)) {
    for (const oneShot of [false, true]) {
      for (const hasSession of [true, false]) {
        if (use === "now" && !hasSession) continue;
        const fates = [false, true].map((isRetired) =>
          registrationFate({ oneShot, executed, executedNow, isRetired }, hasSession)
        );
        rows.push(
          `${use} ${oneShot ? "one-shot" : "lasting"} ${hasSession ? "session" : "none"}: ${fates.join(" / ")}`,
        );
      }
    }
  }
  // Where it is not retired yet / where it is.
  assertEquals(rows, [
    "never lasting session: delete / delete",
    "never lasting none: delete / delete",
    "never one-shot session: delete / delete",
    "never one-shot none: keep / keep",
    "before lasting session: retire / keep",
    "before lasting none: retire / keep",
    "before one-shot session: delete / delete",
    "before one-shot none: keep / keep",
    "now lasting session: retire / keep",
    "now one-shot session: retire / keep",
  ]);
});
