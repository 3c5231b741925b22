import { batchBounded } from "./invariants/batch_bounded.ts";
import { causeTrue } from "./invariants/cause_true.ts";
import type { ExecutorInvariant } from "./invariants/executor_invariant.ts";
import { flushBounded } from "./invariants/flush_bounded.ts";
import { heldBounded } from "./invariants/held_bounded.ts";
import { noSpinning } from "./invariants/no_spinning.ts";
import { nothingUnaccounted } from "./invariants/nothing_unaccounted.ts";
import { oneCallAtATime } from "./invariants/one_call_at_a_time.ts";
import { oneRecordPerExecution } from "./invariants/one_record_per_execution.ts";
import { outcomeTrue } from "./invariants/outcome_true.ts";
import { queueDrains } from "./invariants/queue_drains.ts";
import { spillKept } from "./invariants/spill_kept.ts";
import { storedMeansStored } from "./invariants/stored_means_stored.ts";
import { toldOnceInOrder } from "./invariants/told_once_in_order.ts";
import { triesBounded } from "./invariants/tries_bounded.ts";
import { writtenOnce } from "./invariants/written_once.ts";

/** All that must hold in every run of an executor: one list for the tests, the simulation and the command line. */
export const executorInvariants: readonly ExecutorInvariant[] = Object.freeze([
  nothingUnaccounted,
  oneRecordPerExecution,
  outcomeTrue,
  storedMeansStored,
  writtenOnce,
  toldOnceInOrder,
  heldBounded,
  batchBounded,
  oneCallAtATime,
  causeTrue,
  triesBounded,
  noSpinning,
  queueDrains,
  flushBounded,
  spillKept,
]);
