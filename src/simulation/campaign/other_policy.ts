import type { ResolvedPolicy } from "../../core/policy.ts";

/**
 * Whether a policy is another one than it was: where an expectation or a recovery is missed it is the policy that is judged, and whoever mends it
 * wants to see it. Jitter it may have lost, because what fails without it does so with almost any seed, and a regression is to fail with all.
 */
export function isOtherPolicy(policy: ResolvedPolicy, than: ResolvedPolicy): boolean {
  const { jitter } = policy.backoff;
  const kept = jitter === "none" ? { ...than, backoff: { ...than.backoff, jitter } } : than;
  return textOf(policy) !== textOf(kept);
}

/** With its fields in the order of their names, so that only what they hold counts. */
function textOf(policy: ResolvedPolicy): string {
  return JSON.stringify(policy, (_field, value) => {
    if (value === Infinity) return "unlimited";
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
  });
}
