import { assertEquals } from "@std/assert";
import { lanePayload } from "../../../cli/page/lane_payload.ts";

Deno.test("lanePayload() has the ends of spans, and each text once", () => {
  const crash = { kind: "crash", atMs: 5.00049, count: 1, text: "Error" } as const;
  const payload = lanePayload([{
    name: "api",
    availability: 0.5,
    spans: [
      { phase: "up", fromMs: 0, toMs: 5 },
      { phase: "waiting", fromMs: 5, toMs: 9, mixed: { up: 0.25, count: 4 } },
    ],
    marks: [crash, { ...crash, kind: "lost", atMs: 8 }],
  }]);
  assertEquals(payload, {
    texts: ["Error"],
    lanes: [{
      name: "api",
      availability: 0.5,
      spans: [[0, 5], [2, 9, 0.25, 4]],
      marks: [[0, 5, 1, 0], [1, 8, 1, 0]],
    }],
  });
});
