import { allAccounted } from "./invariants/all_accounted.ts";
import { autoShutdownKept } from "./invariants/auto_shutdown_kept.ts";
import { backoffGrowth } from "./invariants/backoff_growth.ts";
import { budgetWindow } from "./invariants/budget_window.ts";
import { chargedOnce } from "./invariants/charged_once.ts";
import { cooldownLength } from "./invariants/cooldown_length.ts";
import { crashIsolation } from "./invariants/crash_isolation.ts";
import { delayBounds } from "./invariants/delay_bounds.ts";
import { dependenciesReady } from "./invariants/dependencies_ready.ts";
import { dependencyStopOrder } from "./invariants/dependency_stop_order.ts";
import { dependentsFollow } from "./invariants/dependents_follow.ts";
import { escalationPath } from "./invariants/escalation_path.ts";
import { giveUpOnce } from "./invariants/give_up_once.ts";
import { groupGoesOn } from "./invariants/group_goes_on.ts";
import { groupOrder } from "./invariants/group_order.ts";
import type { Invariant } from "./invariants/invariant.ts";
import { noIdleWait } from "./invariants/no_idle_wait.ts";
import { noOrphan } from "./invariants/no_orphan.ts";
import { noStartAfterStop } from "./invariants/no_start_after_stop.ts";
import { oneTeardown } from "./invariants/one_teardown.ts";
import { policyKept } from "./invariants/policy_kept.ts";
import { recoveryEarned } from "./invariants/recovery_earned.ts";
import { singleIncarnation } from "./invariants/single_incarnation.ts";
import { startsAndEnds } from "./invariants/starts_and_ends.ts";
import { statusLegal } from "./invariants/status_legal.ts";

/** All that must hold in every run: one list for the tests, the simulation and the command line. */
export const invariants: readonly Invariant[] = Object.freeze([
  budgetWindow,
  delayBounds,
  backoffGrowth,
  recoveryEarned,
  cooldownLength,
  crashIsolation,
  singleIncarnation,
  startsAndEnds,
  allAccounted,
  policyKept,
  giveUpOnce,
  noStartAfterStop,
  groupOrder,
  groupGoesOn,
  chargedOnce,
  noOrphan,
  escalationPath,
  autoShutdownKept,
  dependenciesReady,
  dependencyStopOrder,
  dependentsFollow,
  noIdleWait,
  oneTeardown,
  statusLegal,
]);
