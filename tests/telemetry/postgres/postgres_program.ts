// A process of a fleet. Each line that it says is true by then.
import { PostgresExecutionStore, PostgresSessionStore } from "../../../src/telemetry/postgres/mod.ts";
import { recordOf } from "../stores/execution_rows.ts";

const [kind, url, schema, first] = Deno.args as [string, string, string, string];

async function line(): Promise<void> {
  await Deno.stdin.read(new Uint8Array(10));
}

if (kind === "session") {
  const sessions = await PostgresSessionStore.open(url, { schema });
  const id = await sessions.create({ application: "session", atMs: 1_000, heartbeatMs: 100 });
  console.log(`open ${id}`);
  await line();
  console.log(`finished ${await sessions.finish(id, { atMs: 2_000, error: null, drops: {} })}`);
  await sessions.close();
}

if (kind === "migrate") {
  console.log("here");
  await line();
  const store = await PostgresExecutionStore.open(url, { schema });
  console.log(`open ${(await store.executions()).length}`);
  await store.close();
}

if (kind === "insert") {
  const store = await PostgresExecutionStore.open(url, { schema, connectTimeoutMs: 1_000 });
  console.log("here");
  // Batches of seven, each until it is written; what is written is said, and never asked for again.
  for (let number = Number(first);; number += 7) {
    const stack = "at a line of some length\n".repeat(40);
    const batch = Array.from({ length: 7 }, (_, index) => {
      const error = { type: "Error", message: `${number + index}`, stack };
      return recordOf(number + index, { status: "error", error });
    });
    for (;;) {
      try {
        await store.insert(batch);
        break;
      } catch (thrown) {
        if (!(thrown as Error).message.startsWith("Cannot insert executions in ")) throw thrown;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    console.log(number);
  }
}
