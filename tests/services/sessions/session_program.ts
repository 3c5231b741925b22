// A process that has a session: says "here", waits for a line, opens, says what it found, and waits to be told, or killed.
import { Session } from "../../../src/services/sessions/session.ts";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";

const [path, application] = Deno.args as [string, string];
const input = Deno.stdin.readable.getReader();

console.log("here");
await input.read();
const store = await SqliteSessionStore.open(path, { busyTimeoutMs: 10_000 });
const session = await Session.open(store, { application, logger: { ...console, warn: () => {} } });
console.log(`open ${session.id} after ${session.reclaimed.map(({ id }) => id).join(" ")}`.trim());
await input.read();
console.log(`finished ${await session.finish()}`);
store.close();
