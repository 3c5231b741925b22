import { assertEquals, assertThrows } from "@std/assert";
import { AnswerCache } from "../../../src/services/health/answer_cache.ts";
import { applicationInfo } from "../../support/application_info.ts";

/** A cache at a source whose every `info()` takes `costMs`, counted from 1 in the uptime. */
function cacheAt(costMs: number) {
  let nowMs = 0;
  let asked = 0;
  const info = () => {
    nowMs += costMs;
    return applicationInfo({ uptimeMs: ++asked });
  };
  const cache = new AnswerCache<number>({ info }, { now: () => nowMs });
  return {
    cache,
    answer: (name = "healthz") => cache.answer(name, ({ uptimeMs }) => uptimeMs),
    pass: (ms: number) => void (nowMs += ms),
    asked: () => asked,
    now: () => nowMs,
  };
}

Deno.test("AnswerCache.answer() is made anew each time that nobody floods", () => {
  const { answer, pass } = cacheAt(10);
  const answers = Array.from({ length: 100 }, () => (pass(90), answer()));
  assertEquals(answers, Array.from({ length: 100 }, (_, index) => index + 1));
});

Deno.test("AnswerCache.answer() is made anew within one instant, as long as it costs nothing", () => {
  const { answer } = cacheAt(0);
  assertEquals(Array.from({ length: 5 }, () => answer()), [1, 2, 3, 4, 5]);
});

Deno.test("AnswerCache.answer() is given again once a burst has cost a tenth of a second", () => {
  const { answer, pass } = cacheAt(20);
  assertEquals(Array.from({ length: 9 }, () => (pass(1), answer())), [1, 2, 3, 4, 5, 6, 6, 6, 6]);
});

Deno.test("AnswerCache.answer() keeps to a tenth of the time in a flood", () => {
  const { answer, pass, asked, now } = cacheAt(5);
  for (let requests = 0; requests < 10_000; requests++) {
    pass(1);
    answer();
  }
  assertEquals(asked() * 5 <= 100 + 5 + now() / 10, true, `${asked()} times of 5 ms in ${now()} ms`);
});

Deno.test("AnswerCache.answer() is never older than a second", () => {
  // Half a second is what each answer costs, and how old it is from the beginning.
  const { answer, pass } = cacheAt(500);
  assertEquals(answer(), 1);
  pass(499);
  assertEquals(answer(), 1);
  pass(2);
  assertEquals(answer(), 2);
});

Deno.test("AnswerCache.answer() of another name is made of the same info in a flood", () => {
  const { answer, asked } = cacheAt(200);
  assertEquals([answer("healthz"), answer("readyz"), answer("readyz"), asked()], [1, 1, 1, 1]);
});

Deno.test("AnswerCache.answer() does not mix up names", () => {
  const { cache } = cacheAt(200);
  assertEquals(["a", "b", "a", "b"].map((name) => cache.answer(name, () => name.charCodeAt(0))), [97, 98, 97, 98]);
});

Deno.test("AnswerCache.answer() forgets the answers of an older info", () => {
  const { answer, pass } = cacheAt(150);
  assertEquals([answer("healthz"), answer("readyz")], [1, 1]);
  pass(1_000);
  assertEquals([answer("readyz"), answer("healthz"), answer("readyz")], [2, 2, 2]);
});

Deno.test("AnswerCache.answer() bounds what a failing source costs too", () => {
  let nowMs = 0;
  let asked = 0;
  const info = () => {
    nowMs += 50;
    throw new Error(`failure ${++asked}`);
  };
  const cache = new AnswerCache<number>({ info }, { now: () => nowMs });
  const fail = () => assertThrows(() => cache.answer("readyz", () => 0), Error).message;
  assertEquals(Array.from({ length: 5 }, fail), ["failure 1", "failure 2", "failure 3", "failure 3", "failure 3"]);
  nowMs += 1_000;
  assertEquals(fail(), "failure 4");
});
