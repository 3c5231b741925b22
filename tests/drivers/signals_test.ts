// Decision 15 with real processes. The tests wait for what the child says, never for a time.
import { assertEquals } from "@std/assert";
import { childGroup } from "../support/child_group.ts";

const onWindows = Deno.build.os === "windows";

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test({
    name: `runGroup() stops gracefully at ${signal}`,
    ignore: onWindows,
    fn: async () => {
      const end = await childGroup("graceful", { "both started": signal });
      assertEquals([end.code, end.signal], [0, null]);
      assertEquals(end.lines.slice(0, 2), ["both started", "tidied up"]);
      assertEquals([end.report?.outcome, end.report?.stopReason], ["stopped", "signal"]);
      assertEquals(end.report?.workers.map(({ name, outcome }) => [name, outcome]), [
        ["obedient", "stopped"],
        ["tidy", "stopped"],
      ]);
    },
  });
}

Deno.test({
  name: "runGroup() ends a long grace at the second SIGTERM",
  ignore: onWindows,
  fn: async () => {
    const end = await childGroup("deaf", { started: "SIGTERM", stopping: "SIGTERM" });
    assertEquals([end.code, end.signal], [0, null]);
    assertEquals(end.lines.slice(0, -1), [
      "group-started",
      "started",
      "group-stopping",
      "stopping",
      "grace-ended",
      "abandoned",
      "group-finished",
    ]);
    assertEquals(end.report?.abandoned, ["deaf"]);
  },
});

Deno.test({
  name: "runGroup() hears SIGTERM in a crash loop without delay",
  ignore: onWindows,
  fn: async () => {
    const end = await childGroup("crash-loop", { looping: "SIGTERM" });
    assertEquals([end.code, end.signal], [0, null]);
    assertEquals([end.report?.outcome, end.report?.stopReason], ["stopped", "signal"]);
  },
});

Deno.test({
  name: "runGroup() leaves signals alone with signals: false",
  ignore: onWindows,
  fn: async () => {
    const end = await childGroup("unhandled", { started: "SIGTERM" });
    assertEquals([end.signal, end.report], ["SIGTERM", undefined]);
  },
});
