import { invariants } from "../invariants.ts";
import { escalationPath } from "../invariants/escalation_path.ts";
import { noOrphan } from "../invariants/no_orphan.ts";
import { applicationReady } from "./invariants/application_ready.ts";
import { childrenWithin } from "./invariants/children_within.ts";
import { failureClimbs } from "./invariants/failure_climbs.ts";
import { hooksInOrder } from "./invariants/hooks_in_order.ts";
import { nothingOutlives } from "./invariants/nothing_outlives.ts";
import { readinessTrue } from "./invariants/readiness_true.ts";
import { reportAccounts } from "./invariants/report_accounts.ts";
import type { ServiceInvariant } from "./invariants/service_invariant.ts";
import { statusMoves } from "./invariants/status_moves.ts";
import { stopsInTime } from "./invariants/stops_in_time.ts";

/** Services have their own instead: a service goes down with hooks in between, and its children are a group of their own. */
const otherwise: readonly unknown[] = [noOrphan, escalationPath];

/** All that must hold in every run of services: what holds for all supervision, and what services promise beyond that. */
export const serviceInvariants: readonly ServiceInvariant[] = Object.freeze([
  ...invariants.filter((invariant) => !otherwise.includes(invariant)),
  statusMoves,
  hooksInOrder,
  nothingOutlives,
  childrenWithin,
  failureClimbs,
  readinessTrue,
  applicationReady,
  reportAccounts,
  stopsInTime,
]);
