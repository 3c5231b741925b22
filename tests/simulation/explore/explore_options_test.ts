import { explore } from "../../../src/simulation/explore/explore.ts";
import { resolveExploreOptions } from "../../../src/simulation/explore/explore_options.ts";
import { assertEquals, assertRejects } from "@std/assert";

Deno.test("resolveExploreOptions() has these defaults", () => {
  assertEquals(resolveExploreOptions("explore", {}), {
    name: undefined,
    seeds: 100,
    seed: "1",
    horizonMs: 86_400_000,
    limit: 1_000_000,
    timeBudgetMs: Infinity,
    signal: undefined,
    faults: {},
    stalls: true,
    wallClockJumps: true,
    swarm: true,
    healAtMs: Infinity,
    shrinkMs: 10_000,
    determinismShare: 0.05,
    allow: [],
    requireSometimes: [],
    replay: undefined,
  });
  assertEquals(resolveExploreOptions("explore", { guard: false }).allow, undefined);
  assertEquals(resolveExploreOptions("explore", { guard: { allow: ["fetch()"] } }).allow, ["fetch()"]);
});

Deno.test("explore() names the option that is wrong, before it runs anything", async () => {
  const wrong: readonly (readonly [Record<string, unknown> | null, string])[] = [
    [null, '"options" must be an object, received null'],
    [{ seedz: 5 }, 'unknown option "seedz", known are name, seeds, seed'],
    [{ name: "" }, '"name" must be a text that is not empty, received ""'],
    [{ seeds: 0 }, '"seeds" must be a whole number of at least 1, received 0'],
    [{ seeds: 1.5 }, '"seeds" must be a whole number'],
    [{ seed: -1 }, 'Cannot explore: "seed" must be a whole number, 0x-hex or a git commit hash, received -1'],
    [{ seed: "xx" }, 'Cannot explore: "seed" must be a whole number, 0x-hex or a git commit hash, received "xx"'],
    [{ seed: {} }, 'Cannot explore: "seed" must be a whole number'],
    [{ horizonMs: 0 }, '"horizonMs" must be a finite number above 0, received 0'],
    [{ horizonMs: Infinity }, '"horizonMs" must be a finite number above 0, received Infinity'],
    [{ limit: 0 }, '"limit" must be a whole number of at least 1, received 0'],
    [{ timeBudgetMs: NaN }, '"timeBudgetMs" must be a finite number of at least 0, or Infinity, received NaN'],
    [{ faults: { db: { hang: 1 } } }, '"faults.db.hang" must be an object, received 1'],
    [{ stalls: 1 }, '"stalls" must be true or false, received 1'],
    [{ wallClockJumps: "no" }, '"wallClockJumps" must be true or false, received "no"'],
    [{ swarm: null }, '"swarm" must be true or false, received null'],
    [{ healAtMs: -1 }, '"healAtMs" must be a finite number of at least 0, or Infinity, received -1'],
    [{ shrinkMs: -1 }, '"shrinkMs" must be a finite number of at least 0, received -1'],
    [{ determinismShare: 1.01 }, '"determinismShare" must be a number from 0 to 1, received 1.01'],
    [{ guard: null }, '"guard" must be an object, received null'],
    [{ guard: {} }, '"guard.allow" must be a list, received undefined'],
    [{ guard: { allow: ["Date"] } }, '"guard.allow" must name what a guard looks for, received "Date"'],
    [{ requireSometimes: "x" }, '"requireSometimes" must be a list of names, received "x"'],
    [{ requireSometimes: ["a", ""] }, '"requireSometimes[1]" must be a text that is not empty, received ""'],
    [{ signal: 1 }, '"signal" must be an object with addEventListener(), received 1'],
    [{ replay: 7 }, '"replay" must be an object, received 7'],
  ];
  let runs = 0;
  for (const [options, message] of wrong) {
    await assertRejects(async () => await explore(() => void runs++, options as never), Error, message);
  }
  await assertRejects(
    async () => await explore(undefined as never),
    TypeError,
    'Cannot explore: "test" must be a function',
  );
  assertEquals(runs, 0);
});
