import { assertEquals, assertStringIncludes } from "@std/assert";
import { PostgresExecutionStore } from "../../src/telemetry/postgres/mod.ts";
import { postgresTests } from "../support/postgres_server.ts";
import { sampleExecutions } from "./history/sample_store.ts";
import { runProgram } from "./run_program.ts";

const postgres = postgresTests();

/** Runs `history` with no permission but to connect. */
function history(...words: string[]) {
  const permissions = ["--no-prompt", `--allow-net=127.0.0.1:${postgres.server.port}`];
  return runProgram(["history", ...words], { permissions });
}

postgres.test("history reads PostgreSQL back, and makes nothing in a database without executions", async () => {
  const url = postgres.server.url();
  const schemas = () => postgres.server.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'mainstay'");
  const bare = await history(url);
  assertEquals([bare.code, bare.stdout, bare.stderr.includes("secret"), await schemas()], [2, "", false, "0"]);
  assertStringIncludes(bare.stderr, "it has no ");

  const store = await PostgresExecutionStore.open(url);
  await store.insert(sampleExecutions);
  const { code, stdout, stderr } = await history("list", url, "--format", "json");
  assertEquals([code, stderr], [0, ""]);
  const { executions, store: name } = JSON.parse(stdout);
  assertEquals(executions, await store.executions());
  assertEquals(name, url.replace("secret", "***"));
  const summary = JSON.parse((await history(url, "--format", "json")).stdout);
  assertEquals(summary.summary, await store.summary());
  await store.close();
});

postgres.test("history says that PostgreSQL cannot be reached, without the password", async () => {
  const { code, stdout, stderr } = await history(postgres.server.url("nowhere"));
  assertEquals([code, stdout, stderr.includes("secret")], [2, "", false]);
  assertStringIncludes(stderr, 'database "nowhere" does not exist');
});
