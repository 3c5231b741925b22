import { Patience } from "../../../src/simulation/explore/patience.ts";
import { assertEquals } from "@std/assert";

Deno.test("Patience ends when nothing settles that is waited for", async () => {
  const end = Promise.withResolvers<string>();
  const patience = new Patience(5, () => end.resolve("enough"));
  const never = new Promise<void>(() => {});
  assertEquals(patience.with(never) === never, true);
  assertEquals(await end.promise, "enough");
});

Deno.test("Patience leaves no timer behind once all has settled", async () => {
  let ended = 0;
  const patience = new Patience(600_000, () => ended++);
  const [one, other] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  patience.with(one.promise);
  patience.with(other.promise).catch(() => {});
  one.resolve(1);
  other.reject(new Error("no"));
  assertEquals(await patience.with(Promise.resolve(7)), 7);
  assertEquals(ended, 0);
});
