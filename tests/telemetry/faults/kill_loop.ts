// Kills a process that stores as fast as it can, at random moments, again and again. By hand, 300 times and a seed of one's own:
//   deno run -A --no-lock tests/telemetry/faults/kill_loop.ts 300 7
import { assertEquals } from "@std/assert";
import { RandomStreams } from "../../../src/simulation/random_streams.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { ChildProcess } from "./child_process.ts";
import type { LoadProgramOptions } from "./load_program.ts";
import { assertRows, integrityOf, rowsIn } from "./loaded_row.ts";

/** What a loop of kills has seen. */
export interface KillCounts {
  kills: number;
  /** Of these, how many came before the store was open. */
  early: number;
  /** How many records were handed over, were told to be stored, and were in the file. */
  handed: number;
  told: number;
  stored: number;
}

/** So many kills use one file. */
const killsOfFile = 25;

/**
 * Kills so many processes, one after the other, each at a moment that is drawn; throws unless what each one leaves is sound. After every other
 * kill nobody looks at the file before the next process opens it.
 */
export async function killLoop(kills: number, seed: number): Promise<KillCounts> {
  const random = new RandomStreams(`${seed}`).stream("kills");
  const counts: KillCounts = { kills: 0, early: 0, handed: 0, told: 0, stored: 0 };
  while (counts.kills < kills) {
    using folder = new TempFolder();
    const path = folder.file("executions.db");
    const [handed, told] = [new Set<string>(), new Set<string>()];
    for (let round = 0; round < killsOfFile && counts.kills < kills; round++) {
      try {
        const isOpen = await killOnce(path, `run ${round}`, random, handed, told);
        counts.kills++;
        if (!isOpen) counts.early++;
        const isLast = round === killsOfFile - 1 || counts.kills === kills;
        // The first one may have been killed before there was a table.
        if (isLast || (round % 2 === 1 && told.size > 0)) check(path, handed, told, isLast);
      } catch (thrown) {
        throw new Error(`Kill ${counts.kills} of seed ${seed}: ${(thrown as Error).message}`, { cause: thrown });
      }
    }
    counts.handed += handed.size;
    counts.told += told.size;
    counts.stored += told.size === 0 ? 0 : rowsIn(path).length;
  }
  return counts;
}

/** Answers whether the process had opened the store when it was killed. */
async function killOnce(
  path: string,
  owner: string,
  random: () => number,
  handed: Set<string>,
  told: Set<string>,
): Promise<boolean> {
  const options: LoadProgramOptions = {
    store: { kind: "sqlite", path },
    owner,
    atOnce: 1 + Math.floor(random() * 250),
    most: 1e9,
    held: 400,
  };
  let heard = 0;
  const process = new ChildProcess("load_program.ts", options, (line) => {
    heard++;
    const [what, ...words] = line.split(" ");
    if (what === "handed") words.slice(1).forEach((id) => handed.add(id));
    if (what === "stored") words.forEach((id) => told.add(id));
  });
  // One in eight is killed while it opens the store.
  const lines = random() < 0.125 ? 1 : 2 + Math.floor(random() * 25);
  await process.until("its death", () => heard >= lines);
  const endMs = performance.now() + random() * 5;
  while (performance.now() < endMs);
  process.kill("SIGKILL");
  assertEquals(await process.ended(), { code: 137, signal: "SIGKILL" }, process.errors);
  return process.lines.includes("open");
}

function check(path: string, handed: ReadonlySet<string>, told: ReadonlySet<string>, isLast: boolean): void {
  if (isLast) assertEquals(integrityOf(path), "ok");
  assertRows(rowsIn(path), handed, told);
}

if (import.meta.main) {
  const [kills = 300, seed = Math.floor(Math.random() * 1e9)] = Deno.args.map(Number);
  console.log(`${kills} kills, seed ${seed}`);
  console.log(await killLoop(kills, seed));
}
