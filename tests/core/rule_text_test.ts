import { assertEquals } from "@std/assert";
import { ruleText } from "../../src/core/rule_text.ts";

Deno.test("ruleText ends a sentence for every rule", () => {
  const rules = [
    "stop-requested",
    "fatal",
    "non-retryable",
    "startup-timeout",
    "restart-rule",
    "worker-budget",
    "group-budget",
    "declined",
    "do-not-restart",
    "terminate-tree",
    "start-failure",
    "dependency",
    "remains",
    "max-cooldowns",
    "backoff",
  ];
  assertEquals(Object.keys(ruleText), rules);
  assertEquals(Object.values(ruleText).filter((text) => !/^[a-z][a-z' ]+[a-z]$/.test(text)), []);
});
