import { assertEquals } from "@std/assert";
import { policyNote } from "../../../cli/page/policy_note.ts";

const scenario = { name: "shop", horizonMs: 60_000 };

Deno.test("policyNote() has nothing to say of the same policies, wherever they stand", () => {
  const own = { ...scenario, workers: [{ name: "db", cooldownMs: 5_000 }] };
  const inherited = { ...scenario, defaults: { cooldownMs: 5_000 }, workers: [{ name: "db" }, { name: "api" }] };
  assertEquals(policyNote(own, inherited), undefined);
});

Deno.test("policyNote() names each setting with what it is and what it was", () => {
  const was = {
    ...scenario,
    workers: [{
      name: "db",
      budget: { intensity: 3, periodMs: 600_000 },
      backoff: { baseMs: 500 },
      onExhausted: "give-up" as const,
      graceMs: 2_000,
    }],
  };
  assertEquals(
    policyNote({ ...scenario, workers: [{ name: "db", budget: { intensity: Infinity }, graceMs: 1_000 }] }, was),
    "Not all of its policies are those of your scenario: db has backoff baseMs 1s instead of 500ms, budget without a limit instead of " +
      "3 in 10m, onExhausted cooldown instead of give-up, graceMs 1s instead of 2s.",
  );
});

Deno.test("policyNote() names three workers, and says how many more there are", () => {
  const workers = ["a", "b", "c", "d"].map((name) => ({ name }));
  assertEquals(
    policyNote({ ...scenario, workers }, { ...scenario, defaults: { graceMs: 1_000 }, workers })!.split("; ").map((
      part,
    ) => part.split(" has ")[0]),
    ["Not all of its policies are those of your scenario: a", "b", "c", "and 1 more."],
  );
});
