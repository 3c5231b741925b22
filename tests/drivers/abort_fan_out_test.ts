import { assertEquals } from "@std/assert";
import { onAbort } from "../../src/drivers/abort_fan_out.ts";
import { countedSignal } from "../support/counted_signal.ts";

Deno.test("onAbort() calls every listener once, in order", () => {
  const { controller, signal } = countedSignal();
  const calls: string[] = [];
  onAbort(signal, () => calls.push("a"));
  onAbort(signal, () => calls.push("b"));
  controller.abort();
  controller.abort();
  assertEquals(calls, ["a", "b"]);
});

Deno.test("onAbort() puts one listener on the signal for a thousand of its own", () => {
  const { signal, count } = countedSignal();
  const forgets = Array.from({ length: 1_000 }, () => onAbort(signal, () => {}));
  assertEquals(count(), 1);
  for (const forget of forgets) forget();
  assertEquals(count(), 0);
});

Deno.test("onAbort() counts a listener that is given twice twice", () => {
  const { controller, signal } = countedSignal();
  let calls = 0;
  const listener = () => calls++;
  const forget = onAbort(signal, listener);
  onAbort(signal, listener);
  forget();
  controller.abort();
  assertEquals(calls, 1);
});

Deno.test("onAbort() does not call a listener that was taken away", () => {
  const { controller, signal } = countedSignal();
  const calls: string[] = [];
  const forget = onAbort(signal, () => calls.push("a"));
  onAbort(signal, () => calls.push("b"));
  forget();
  forget();
  controller.abort();
  assertEquals(calls, ["b"]);
});

Deno.test("onAbort() does not call a listener that another one takes away meanwhile", () => {
  const { controller, signal } = countedSignal();
  const calls: string[] = [];
  onAbort(signal, () => {
    calls.push("a");
    forgetB();
  });
  const forgetB = onAbort(signal, () => calls.push("b"));
  controller.abort();
  assertEquals(calls, ["a"]);
});

Deno.test("onAbort() listens anew after the last one has gone", () => {
  const { controller, signal, count } = countedSignal();
  const calls: string[] = [];
  const forgetA = onAbort(signal, () => calls.push("a"));
  forgetA();
  onAbort(signal, () => calls.push("b"));
  forgetA();
  assertEquals(count(), 1);
  controller.abort();
  assertEquals(calls, ["b"]);
});

Deno.test("onAbort() keeps signals apart", () => {
  const [one, other] = [countedSignal(), countedSignal()];
  const calls: string[] = [];
  onAbort(one.signal, () => calls.push("one"));
  onAbort(other.signal, () => calls.push("other"));
  other.controller.abort();
  assertEquals(calls, ["other"]);
});
