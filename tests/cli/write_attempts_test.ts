import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { WriteError } from "../../cli/output.ts";
import { WriteAttempts } from "../../cli/write_attempts.ts";

Deno.test("WriteAttempts tries all, and ends with the first that was refused", async () => {
  const attempts = new WriteAttempts();
  const done: number[] = [];
  await attempts.try(() => {
    throw new WriteError("one");
  });
  await attempts.try(() => Promise.reject(new WriteError("two")));
  await attempts.try(() => void done.push(3));
  assertEquals(done, [3]);
  assertThrows(() => attempts.end(), WriteError, "one");
});

Deno.test("WriteAttempts lets other faults pass", async () => {
  const attempts = new WriteAttempts();
  await assertRejects(() => attempts.try(() => Promise.reject(new TypeError("x"))), TypeError);
  attempts.end();
});
