import type { SqliteDatabase } from "../../services/sessions/sqlite_file.ts";
import type { Reconciled, Reconciliation } from "../execution_store.ts";
import { registrationFate } from "./registration_fate.ts";

/** Deletes or retires the registrations of an owner that are not live. Runs in a transaction of the caller's. */
export function reconciled(db: SqliteDatabase, { owner, live, sessionId, atMs }: Reconciliation): Reconciled {
  // One walk over the owner's executions, in their index alone.
  const stale = db.prepare(
    `WITH used AS MATERIALIZED (
      SELECT registration_id AS id, max(session_id IS ?3) AS is_now FROM mainstay_executions
      WHERE owner = ?1 AND registration_id IS NOT NULL GROUP BY registration_id
    )
    SELECT id, one_shot, retired_at IS NOT NULL AS is_retired, used.is_now FROM mainstay_registrations LEFT JOIN used USING (id)
    WHERE owner = ?1 AND tier = 'app' AND id NOT IN (SELECT value FROM json_each(?2)) ORDER BY id`,
  ).all(owner, JSON.stringify(live), sessionId);
  const clear = db.prepare(
    "UPDATE mainstay_executions SET registration_id = NULL WHERE owner = ? AND registration_id = ?",
  );
  const remove = db.prepare("DELETE FROM mainstay_registrations WHERE id = ?");
  const retire = db.prepare("UPDATE mainstay_registrations SET retired_at = ? WHERE id = ?");
  let [deleted, retired] = [0, 0];
  for (const row of stale) {
    const [id, executed] = [row.id as number, row.is_now !== null];
    const known = {
      oneShot: row.one_shot === 1,
      isRetired: row.is_retired === 1,
      executed,
      executedNow: row.is_now === 1,
    };
    const fate = registrationFate(known, sessionId !== null);
    if (fate === "delete") {
      if (executed) clear.run(owner, id);
      remove.run(id);
      deleted++;
    }
    if (fate === "retire") {
      retire.run(atMs, id);
      retired++;
    }
  }
  return { deleted, retired };
}
