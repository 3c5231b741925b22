import { callSiteOf, ownCallSiteOf, placesOf, withDeepStack } from "../../src/simulation/call_site.ts";
import { assert, assertEquals } from "@std/assert";

const own = new URL("../../src/", import.meta.url).href;

Deno.test("placesOf() reads the places of a stack, nearest first", () => {
  const stack = [
    "Error: at home (file:///no.ts:1:1)",
    "    at pay (file:///work/orders.ts:12:5)",
    "    at async file:///work/main.ts:3:1",
    "    at new Shop (https://example.com/shop.js:7:9)",
    "    at Array.map (<anonymous>)",
    "    at drainTicks (ext:core/01_core.js:427:7)",
  ].join("\n");
  assertEquals(placesOf(stack), [
    "file:///work/orders.ts:12:5",
    "file:///work/main.ts:3:1",
    "https://example.com/shop.js:7:9",
  ]);
  for (const none of [undefined, null, 7, "", "Error: no frames"]) assertEquals(placesOf(none), []);
});

Deno.test("callSiteOf() passes over the package's own places", () => {
  const stack = `Error\n    at now (${own}drivers/clock.ts:25:14)\n    at file:///work/main.ts:3:1`;
  assertEquals(callSiteOf(stack), "file:///work/main.ts:3:1");
  assertEquals(callSiteOf(`Error\n    at now (${own}drivers/clock.ts:25:14)`), undefined);
});

Deno.test("ownCallSiteOf() passes over places of packages, where there are others", () => {
  const packages = [
    "file:///home/me/.cache/deno/npm/registry.example/deno-std/1.4.0/assert/equals.js:60:9",
    "file:///home/me/.cache/deno/npm/registry.example/@std/assert/1.0.0-rc.1/mod.js:1:1",
    "file:///work/node_modules/chai/index.js:1:1",
    "https://jsr.io/@std/assert/1.0.0/equals.ts:64:9",
  ];
  for (const place of packages) {
    const stack = `Error\n    at assertEquals (${place})\n    at file:///work/npm/orders/main.ts:3:1`;
    assertEquals([callSiteOf(stack), ownCallSiteOf(stack)], [place, "file:///work/npm/orders/main.ts:3:1"]);
    assertEquals(ownCallSiteOf(`Error\n    at assertEquals (${place})`), place);
  }
  assertEquals(ownCallSiteOf(undefined), undefined);
});

Deno.test("withDeepStack() shows who called through many frames, once", () => {
  const limit = Error.stackTraceLimit;
  const deep = (frames: number): Error => frames === 0 ? withDeepStack(() => new Error()) : deep(frames - 1);
  assert(placesOf(deep(30).stack).length > 30);
  assertEquals(Error.stackTraceLimit, limit);
});
