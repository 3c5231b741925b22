import { assertEquals } from "@std/assert";
import { Failure } from "../../src/core/failure.ts";
import { type ServiceEvent, serviceEventLevel, serviceEventSentence } from "../../src/services/service_event.ts";

const who = { atMs: 5, service: "api/cache", incarnation: 2 } as const;
const cause = {
  service: "api/cache",
  incarnation: 2,
  kind: "hook-failed",
  phase: "onStop",
  text: '"onStop" of service "api/cache" threw Error: boom',
} as const;

const table: readonly (readonly [ServiceEvent, string | undefined, string])[] = [
  [
    { ...who, type: "service-status", status: "failed", previous: "running", ready: false },
    undefined,
    'Service "api/cache" is failed (was running)',
  ],
  [
    { ...who, type: "service-readiness", status: "running", ready: true },
    undefined,
    'Service "api/cache" is ready',
  ],
  [
    { ...who, type: "service-readiness", status: "running", ready: true, reason: "connected" },
    undefined,
    'Service "api/cache" is ready: connected',
  ],
  [
    { ...who, type: "service-readiness", status: "running", ready: false },
    undefined,
    'Service "api/cache" is not ready',
  ],
  [
    { ...who, type: "service-readiness", status: "running", ready: false, reason: "connection lost" },
    undefined,
    'Service "api/cache" is not ready: connection lost',
  ],
  [
    { ...who, type: "service-task-failed", task: "poll", error: new Failure(new TypeError("no such host")) },
    "error",
    'Task "poll" of service "api/cache" failed: TypeError: no such host',
  ],
  [
    { ...who, type: "service-unclean", cause },
    "warn",
    'Service "api/cache" was not torn down cleanly: "onStop" of service "api/cache" threw Error: boom',
  ],
];

for (const [event, level, sentence] of table) {
  Deno.test(`serviceEventSentence() says ${sentence}`, () => {
    assertEquals([serviceEventLevel(event), serviceEventSentence(event)], [level, sentence]);
  });
}
