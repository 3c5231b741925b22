// A process that locks a SQLite file for writing as soon as it is told a line, and lets go with the next one.
import { DatabaseSync } from "node:sqlite";

const { path } = JSON.parse(Deno.args[0]!) as { path: string };
const input = Deno.stdin.readable.getReader();
const database = new DatabaseSync(path, { timeout: 10_000 });

console.log("here");
for (;;) {
  if ((await input.read()).done) break;
  database.exec("BEGIN IMMEDIATE");
  console.log("locked");
  await input.read();
  database.exec("ROLLBACK");
  console.log("free");
}
database.close();
