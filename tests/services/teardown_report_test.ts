import { assertEquals } from "@std/assert";
import { type TeardownCause, teardownReport } from "../../src/services/teardown_report.ts";

const cause: TeardownCause = {
  service: "api",
  incarnation: 2,
  kind: "tasks-pending",
  phase: "tasks",
  text: "Tasks still run",
  pending: ["poll"],
};

Deno.test("teardownReport() of nothing is clean", () => {
  assertEquals(teardownReport([], []), { clean: true, causes: [], abandoned: [] });
});

Deno.test("teardownReport() with a cause is not clean", () => {
  assertEquals(teardownReport([cause], []), { clean: false, causes: [cause], abandoned: [] });
});

Deno.test("teardownReport() with somebody who still runs is not clean", () => {
  assertEquals(teardownReport([], ["api"]), { clean: false, causes: [], abandoned: ["api"] });
});

Deno.test("teardownReport() keeps the order of its causes", () => {
  const causes = ["a", "b", "c"].map((service) => ({ ...cause, service }));
  assertEquals(teardownReport(causes, []).causes.map(({ service }) => service), ["a", "b", "c"]);
});

Deno.test("teardownReport() is not changed by what happens to its parts", () => {
  const causes = [{ ...cause }];
  const abandoned = ["api"];
  const report = teardownReport(causes, abandoned);
  causes[0]!.service = "changed";
  causes.push(cause);
  abandoned.push("db");
  assertEquals(report, { clean: false, causes: [cause], abandoned: ["api"] });
  assertEquals([report, report.causes, report.causes[0], report.abandoned].map(Object.isFrozen), [
    true,
    true,
    true,
    true,
  ]);
});
