import { assertEquals } from "@std/assert";
import { hasEnded, isLoud, isUp, outcomes, type WorkerStatus } from "../../src/core/worker_status.ts";

const statuses = Object.keys(outcomes) as WorkerStatus[];

Deno.test("WorkerStatus × outcome, up, ended is this table", () => {
  const rows = statuses.map((status) =>
    [status, outcomes[status], isUp(status) ? "up" : "-", hasEnded(status) ? "ended" : "-"].join(" ")
  );
  assertEquals(
    rows.join("\n"),
    `\
idle stopped - -
starting stopped up -
ready stopped up -
unready stopped up -
waiting stopped - -
cooling stopped - -
held stopped - -
stopping stopped - -
abandoned abandoned - ended
completed completed - ended
stopped stopped - ended
gave-up gave-up - ended
escalated escalated - ended`,
  );
});

for (
  const [outcome, rule, loud] of [
    ["gave-up", "worker-budget", true],
    ["escalated", "fatal", true],
    ["abandoned", "startup-timeout", true],
    ["abandoned", "remains", true],
    ["abandoned", "stop-requested", false],
    ["stopped", "stop-requested", false],
    ["completed", "restart-rule", false],
  ] as const
) {
  Deno.test(`isLoud() says ${loud} of ${outcome} by ${rule}`, () => {
    assertEquals(isLoud(outcome, rule), loud);
  });
}
