import { assertEquals } from "@std/assert";
import { simulate } from "@mainstay/supervisor/simulation";
import { isBelow, lookOn, requiredPaths } from "../../../src/simulation/services/happenings.ts";
import type { ServicesTrace } from "../../../src/simulation/services/services_trace.ts";

Deno.test("lookOn() goes through what was told and done in order, instant by instant", async () => {
  const { services } = await simulate(
    { name: "test", horizonMs: 1_000, workers: [{ name: "a", behaviour: { readyAfter: { kind: "fixed", ms: 100 } } }] },
    { engine: "services" },
  );
  const seen: string[] = [];

  lookOn({ ...services!, endedAtMs: 1_000 } as ServicesTrace, {
    event: (event) => seen.push(`${event.atMs} ${event.type}`),
    deed: ({ atMs, hook, is }) => is === "called" && seen.push(`${atMs} ${hook}`),
    settled: (atMs) => seen.push(`${atMs} settled`),
  });

  assertEquals(seen, [
    "0 group-started",
    "0 started",
    "0 service-status",
    "0 beforeStart",
    "0 onStart",
    "0 serve",
    "0 afterStart",
    "0 service-status",
    "0 settled",
    "100 ready",
    "100 service-readiness",
    "100 settled",
  ]);
});

Deno.test("requiredPaths() leaves out what is optional, with all that belongs to it", async () => {
  const workers = [{ name: "db", group: { workers: [{ name: "a" }] } }, { name: "b" }];
  const { services } = await simulate({ name: "test", horizonMs: 1, workers }, { engine: "services" });
  const [db, b] = services!.services;

  assertEquals(requiredPaths([db!, b!]), ["db", "db/a", "b"]);
  assertEquals(requiredPaths([{ ...db!, role: "optional" }, b!]), ["b"]);
});

Deno.test("isBelow() is for what belongs to a service, and not for names that begin alike", () => {
  assertEquals(["db", "db/a", "db/a/b", "db2/a"].map((path) => isBelow(path, "db")), [false, true, true, false]);
});
