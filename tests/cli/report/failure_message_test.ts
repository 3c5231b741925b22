import { assertEquals } from "@std/assert";
import { failureMessage, messageText, shownValue } from "../../../cli/report/failure_message.ts";
import type { AnyCapsule } from "../../../cli/campaign/capsule_file.ts";
import type { RunFailure } from "../../../src/simulation/campaign/subject.ts";

const missed = (value: string): RunFailure => ({
  name: "availability >= 99%",
  kind: "expectation",
  message: `it came to ${value}, expected availability >= 99%`,
  atMs: 0,
});
const capsuleOf = (failure: RunFailure) => ({ failures: [failure] }) as unknown as AnyCapsule;

Deno.test("shownValue() shows a time in its largest units, unless these hide what tells it from the limit", () => {
  assertEquals(shownValue("328572.563 ms", "worst-recovery < 2m"), "5m29s");
  assertEquals(shownValue("120000.4 ms", "worst-recovery < 2m"), "120000.4 ms");
  assertEquals(shownValue("120000 ms", "worst-recovery < 2m"), "2m");
  assertEquals(shownValue("79.593%", "availability >= 99%"), "79.593%");
});

Deno.test("messageText() rounds nothing in a sentence about an invariant", () => {
  const failure: RunFailure = { name: "x", kind: "invariant", message: "6 within 60000 ms, after 1500.25 ms", atMs: 0 };
  assertEquals(messageText({ ...failure, worker: "api" }), "api: 6 within 1m, after 1500.25 ms");
});

Deno.test("failureMessage() says both values where they differ, and one where they do not", () => {
  const [own, small] = [missed("79.593%"), missed("0%")];
  assertEquals(
    failureMessage({ capsule: capsuleOf(own), minimal: capsuleOf(small) }, small),
    "it came to 79.593% at this seed, 0% in the minimal scenario",
  );
  const alike = { capsule: capsuleOf(own), minimal: capsuleOf(own) };
  assertEquals(failureMessage(alike, own), "it came to 79.593%, expected availability >= 99%");
  assertEquals(failureMessage({ capsule: capsuleOf(own) }, own), "it came to 79.593%, expected availability >= 99%");
});

Deno.test("failureMessage() understands an executor, which says it in other words", () => {
  const of = (value: string): RunFailure => ({
    name: "lost == 0",
    kind: "expectation",
    message: `lost == 0, but it is ${value}`,
    atMs: 0,
  });
  assertEquals(
    failureMessage({ capsule: capsuleOf(of("7")), minimal: capsuleOf(of("1")) }, of("1")),
    "it came to 7 at this seed, 1 in the minimal scenario",
  );
});
