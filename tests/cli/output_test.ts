import { assertEquals, assertThrows } from "@std/assert";
import { type ByteSink, Output, WriteError } from "../../cli/output.ts";

function sink(writeSync: (bytes: Uint8Array) => number): ByteSink {
  return { writeSync, isTerminal: () => false };
}

Deno.test("Output.line() writes on until all bytes are taken", () => {
  let taken = "";
  const output = new Output(sink((bytes) => {
    taken += new TextDecoder().decode(bytes.subarray(0, 2));
    return Math.min(2, bytes.length);
  }));
  output.line("seven");
  assertEquals(taken, "seven\n");
});

Deno.test("Output.write() drops what nobody reads any more", () => {
  let calls = 0;
  const output = new Output(sink(() => {
    calls++;
    throw new Deno.errors.BrokenPipe();
  }));
  output.write("one");
  output.write("two");
  assertEquals([calls, output.closed], [1, true]);
});

Deno.test("Output.write() tries again when a pipe is full", () => {
  let calls = 0;
  const output = new Output(sink((bytes) => {
    if (calls++ === 0) throw new Deno.errors.WouldBlock();
    return bytes.length;
  }));
  output.write("one");
  assertEquals([calls, output.closed], [2, false]);
});

const full = sink(() => {
  throw new Error("No space left on device (os error 28)");
});

Deno.test("Output.write() throws what is no matter of the reader", () => {
  assertThrows(
    () => new Output(full).write("one"),
    WriteError,
    "Cannot write the output: no space left on device",
  );
});

Deno.test("Output.write() drops what cannot be written where it is dispensable", () => {
  const output = new Output(full, { dispensable: true });
  output.write("one");
  assertEquals(output.closed, true);
});
