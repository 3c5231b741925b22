import { assertEquals } from "@std/assert";
import { defaultRules } from "../../src/core/group_plan.ts";

Deno.test("defaultRules are those of a group that says nothing", () => {
  assertEquals(defaultRules, {
    budget: undefined,
    keepAlive: false,
    tellsOfItself: true,
    strategy: "one-for-one",
    autoShutdown: "never",
    startOrder: "parallel",
    stopOrder: "sequential",
    onStartFailure: "restart",
    terminateTree: "propagate",
    maxChildren: Infinity,
    isPool: false,
    sharesGrace: false,
    graceMs: Infinity,
  });
});

Deno.test("defaultRules cannot be changed", () => {
  assertEquals(Object.isFrozen(defaultRules), true);
});
