import { MemorySessionStore } from "../../../src/services/sessions/memory_session_store.ts";
import { SqliteSessionStore } from "../../../src/services/sessions/sqlite_session_store.ts";
import { MemoryExecutionStore } from "../../../src/telemetry/stores/memory_execution_store.ts";
import { SqliteExecutionStore } from "../../../src/telemetry/stores/sqlite_execution_store.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { executionStoreSuite } from "./execution_store_suite.ts";

executionStoreSuite("MemoryExecutionStore", () => {
  const sessions = new MemorySessionStore();
  return Promise.resolve({ store: new MemoryExecutionStore(sessions), sessions });
});

executionStoreSuite("SqliteExecutionStore", async () => {
  const folder = new TempFolder();
  const sessions = await SqliteSessionStore.open(folder.file("a.db"));
  const store = await SqliteExecutionStore.open(folder.file("a.db"));
  return {
    store,
    sessions,
    end() {
      sessions.close();
      folder[Symbol.dispose]();
    },
  };
});

executionStoreSuite("SqliteExecutionStore in memory", async () => {
  return { store: await SqliteExecutionStore.open(":memory:") };
});
