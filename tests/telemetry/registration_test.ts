import { assertEquals, assertThrows } from "@std/assert";
import { checkRegistration, type RegistrationRequest } from "../../src/telemetry/registration.ts";

const least: RegistrationRequest = { kind: "job", owner: "shop", name: "tidy" };

Deno.test("checkRegistration() fills in what is left open", () => {
  assertEquals(checkRegistration(least), {
    kind: "job",
    owner: "shop",
    instance: "",
    name: "tidy",
    topic: "",
    tier: "app",
    oneShot: false,
    schedule: null,
  });
});

Deno.test("checkRegistration() keeps what is given", () => {
  const full = {
    kind: "handler",
    owner: "shop",
    instance: "2",
    name: "placed",
    topic: "orders",
    tier: "framework",
    oneShot: true,
    schedule: "every day",
  } as const;
  assertEquals(checkRegistration(full), full);
});

const refused: [Record<string, unknown>, string][] = [
  [{ when: "now" }, `Cannot register: unknown option "when"`],
  [{ kind: "cron" }, `"kind" must be one of "handler", "job", received "cron"`],
  [{ owner: "" }, `"owner" must be a text that is not empty`],
  [{ name: undefined }, `"name" must be a text that is not empty`],
  [{ instance: 1 }, `"instance" must be a text, received 1`],
  [{ topic: 1 }, `"topic" must be a text, received 1`],
  [{ tier: "user" }, `"tier" must be one of "app", "framework"`],
  [{ oneShot: 1 }, `"oneShot" must be true or false`],
  [{ schedule: 5 }, `"schedule" must be a text, received 5`],
];

for (const [fields, message] of refused) {
  Deno.test(`checkRegistration() refuses ${JSON.stringify(fields)}`, () => {
    assertThrows(() => checkRegistration({ ...least, ...fields } as RegistrationRequest), TypeError, message);
  });
}
