import { assert, assertEquals } from "@std/assert";
import { killLoop } from "./kill_loop.ts";

/** By hand there may be more; see `kill_loop.ts`. */
const kills = 20;

Deno.test({
  name: "a process that is killed at any moment leaves what it was told to be stored, once and whole",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    // Another seed each time: what fails says which.
    const seed = Math.floor(Math.random() * 1e9);
    const counts = await killLoop(kills, seed);
    console.log({ seed, ...counts });
    assertEquals(counts.kills, kills);
    assert(counts.told > 1_000, `seed ${seed}: ${JSON.stringify(counts)}`);
    assert(counts.told <= counts.stored && counts.stored <= counts.handed, `seed ${seed}: ${JSON.stringify(counts)}`);
  },
});
