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
  assertEquals(teardownReport([], [], []), { clean: true, causes: [], earlier: [], abandoned: [] });
});

Deno.test("teardownReport() with a cause is not clean", () => {
  assertEquals(teardownReport([cause], [], []), { clean: false, causes: [cause], earlier: [], abandoned: [] });
});

Deno.test("teardownReport() with somebody who still runs is not clean", () => {
  assertEquals(teardownReport([], [], ["api"]), { clean: false, causes: [], earlier: [], abandoned: ["api"] });
});

Deno.test("teardownReport() is clean when only former runs were not", () => {
  assertEquals(teardownReport([], [cause], []), { clean: true, causes: [], earlier: [cause], abandoned: [] });
});

Deno.test("teardownReport() keeps the order of its causes", () => {
  const causes = ["a", "b", "c"].map((service) => ({ ...cause, service }));
  assertEquals(teardownReport(causes, [], []).causes.map(({ service }) => service), ["a", "b", "c"]);
});

Deno.test("teardownReport() is not changed by what happens to its parts", () => {
  const causes = [{ ...cause }];
  const earlier = [{ ...cause }];
  const abandoned = ["api"];
  const report = teardownReport(causes, earlier, abandoned);
  causes[0]!.service = "changed";
  causes.push(cause);
  earlier.length = 0;
  abandoned.push("db");
  assertEquals(report, { clean: false, causes: [cause], earlier: [cause], abandoned: ["api"] });
  assertEquals(
    [report, report.causes, report.causes[0], report.earlier, report.earlier[0], report.abandoned].map(Object.isFrozen),
    [
      true,
      true,
      true,
      true,
      true,
      true,
    ],
  );
});
