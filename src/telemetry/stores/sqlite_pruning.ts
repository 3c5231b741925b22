import type { SqliteDatabase } from "../../services/sessions/sqlite_file.ts";
import type { Pruned, Retention } from "../execution_store.ts";

/** So many executions go before the size is looked at again: pages are given up as a whole. */
const chunk = 100;

/** Deletes a step's worth of what is old enough to go. Runs in a transaction of the caller's. */
export function pruned(db: SqliteDatabase, { beforeMs, maxBytes, atMost }: Retention): Pruned {
  const byAge = beforeMs === null ? 0 : deleteOldest(db, beforeMs, atMost);
  let bySize = 0;
  while (maxBytes !== null && byAge + bySize < atMost && usedBytes(db) > maxBytes) {
    const gone = deleteOldest(db, Number.MAX_SAFE_INTEGER, Math.min(chunk, atMost - byAge - bySize));
    if (gone === 0) break;
    bySize += gone;
  }
  const isTooOld = beforeMs !== null && isAny(db, beforeMs);
  const isTooLarge = maxBytes !== null && usedBytes(db) > maxBytes && isAny(db, Number.MAX_SAFE_INTEGER);
  const isMore = isTooOld || isTooLarge;
  // In the last step alone: to find those without executions takes a look at many.
  const deleted = (sql: string) => isMore || beforeMs === null ? 0 : changes(db, sql, beforeMs);
  return { byAge, bySize, registrations: deleted(endedRegistrations), sessions: deleted(endedSessions), isMore };
}

const endedRegistrations = `DELETE FROM mainstay_registrations WHERE (retired_at < ?1 OR cancelled_at < ?1)
  AND id NOT IN (
    SELECT registration_id FROM mainstay_executions WHERE registration_id IS NOT NULL
    AND owner IN (SELECT owner FROM mainstay_registrations WHERE retired_at < ?1 OR cancelled_at < ?1)
  )`;

const endedSessions = `DELETE FROM mainstay_sessions WHERE stopped_at < ?
  AND NOT EXISTS (SELECT 1 FROM mainstay_executions WHERE session_id = mainstay_sessions.id)`;

function changes(db: SqliteDatabase, sql: string, ...values: number[]): number {
  return Number(db.prepare(sql).run(...values).changes);
}

function deleteOldest(db: SqliteDatabase, untilMs: number, atMost: number): number {
  const oldest = "SELECT rowid FROM mainstay_executions WHERE started_at < ? ORDER BY started_at, id LIMIT ?";
  return changes(db, `DELETE FROM mainstay_executions WHERE rowid IN (${oldest})`, untilMs, atMost);
}

function isAny(db: SqliteDatabase, untilMs: number): boolean {
  return db.prepare("SELECT 1 FROM mainstay_executions WHERE started_at < ? LIMIT 1").get(untilMs) !== undefined;
}

function usedBytes(db: SqliteDatabase): number {
  const pragma = (name: string) => Number(Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0]);
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}
