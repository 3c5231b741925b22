import type { SqliteDatabase } from "./sqlite_file.ts";

/** A part of a file: several may share one, each with a version of its own. */
export interface SqlitePart {
  /** Its name, such as `sessions`. */
  readonly part: string;
  /** The statements that lead from each version of the part's schema to the next one, from none on. Released ones never change. */
  readonly steps: readonly string[];
}

/**
 * Takes the steps that a part is still missing. Runs in a transaction of the caller's.
 *
 * @throws {Error} When the part comes from a later version.
 */
export function migrate(db: SqliteDatabase, { part, steps }: SqlitePart): void {
  db.exec("CREATE TABLE IF NOT EXISTS mainstay_schema (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT");
  const version = versionOf(db, part);
  checkNotLater(part, version, steps.length);
  for (const step of steps.slice(version)) db.exec(step);
  // Written even if it was there: SQLite opens a file that cannot be written without a word.
  db.prepare("INSERT OR REPLACE INTO mainstay_schema (part, version) VALUES (?, ?)").run(part, steps.length);
}

/**
 * Throws unless the part is there, in the version that its steps lead to. Writes nothing.
 *
 * @throws {Error} When the part is not there, or has another version.
 */
export function checkPresent(db: SqliteDatabase, { part, steps }: SqlitePart): void {
  const schema = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'mainstay_schema'").get();
  const version = schema === undefined ? 0 : versionOf(db, part);
  if (version === 0) throw new Error(`it has no ${part}`);
  checkNotLater(part, version, steps.length);
  if (version === steps.length) return;
  throw new Error(
    `its "${part}" have version ${version}, of an earlier release; this one reads version ${steps.length}, which the next run of an ` +
      "application makes of them",
  );
}

function versionOf(db: SqliteDatabase, part: string): number {
  return Number(db.prepare("SELECT version FROM mainstay_schema WHERE part = ?").get(part)?.version ?? 0);
}

function checkNotLater(part: string, version: number, known: number): void {
  if (version <= known) return;
  throw new Error(`its "${part}" have version ${version}, of a later release; this one knows them up to ${known}`);
}
