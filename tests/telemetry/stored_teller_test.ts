import { assertEquals } from "@std/assert";
import { storedTeller } from "../../src/telemetry/stored_teller.ts";
import { recordOf } from "./stores/execution_rows.ts";

function scene() {
  const log: string[] = [];
  const line = (level: string) => (message: string) => void log.push(`${level}: ${message}`);
  return { log, logger: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") } };
}

const complaint =
  'error: The executor\'s "onStored" threw, which is reported this once; the writing down goes on: Error: no';

Deno.test("storedTeller() tells of records of the tier app alone", () => {
  const { logger, log } = scene();
  const told: string[] = [];
  const tell = storedTeller(({ tier }) => told.push(tier), logger);
  tell(recordOf(1, { tier: "app" }));
  tell(recordOf(2, { tier: "framework" }));
  assertEquals([told, log], [["app"], []]);
});

Deno.test("storedTeller() without an observer tells nobody", () => {
  const { logger, log } = scene();
  storedTeller(undefined, logger)(recordOf(1));
  assertEquals(log, []);
});

Deno.test("storedTeller() complains once of an observer that throws, and goes on telling it", () => {
  const { logger, log } = scene();
  let calls = 0;
  const tell = storedTeller(() => {
    calls++;
    throw new Error("no");
  }, logger);
  for (const n of [1, 2, 3]) tell(recordOf(n));
  assertEquals([calls, log], [3, [complaint]]);
});

Deno.test("storedTeller() complains once of an observer that rejects", async () => {
  const { logger, log } = scene();
  const tell = storedTeller(() => Promise.reject(new Error("no")), logger);
  tell(recordOf(1));
  tell(recordOf(2));
  await Promise.resolve();
  assertEquals(log, [complaint]);
});
