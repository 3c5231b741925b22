import { assertEquals, assertThrows } from "@std/assert";
import { IllegalMoveError, StatusMachine } from "../../src/services/status_machine.ts";

/** A machine, and what it warned of. */
function machine(isStrict: boolean) {
  const warnings: string[] = [];
  return { warnings, machine: new StatusMachine("api/cache", isStrict, (message) => warnings.push(message)) };
}

Deno.test("StatusMachine begins before the start", () => {
  const { machine: begun } = machine(true);
  assertEquals([begun.status, begun.previous], ["not-started", "not-started"]);
});

Deno.test("StatusMachine.move() keeps the status before", () => {
  const { machine: moving } = machine(true);
  const seen = [moving.move("starting"), moving.status, moving.previous, moving.move("running"), moving.previous];
  assertEquals(seen, [true, "starting", "not-started", true, "starting"]);
});

Deno.test("StatusMachine.move() to where it is changes nothing, and warns of nothing", () => {
  for (const isStrict of [true, false]) {
    const { machine: staying, warnings } = machine(isStrict);
    assertEquals([staying.move("not-started"), staying.move("starting"), staying.move("starting")], [
      false,
      true,
      false,
    ]);
    assertEquals([staying.previous, warnings], ["not-started", []]);
  }
});

Deno.test("StatusMachine.move() by force asks no table, and warns of nothing", () => {
  for (const isStrict of [true, false]) {
    const { machine: forced, warnings } = machine(isStrict);
    assertEquals([forced.move("crashed", true), forced.status, forced.previous], [true, "crashed", "not-started"]);
    assertEquals([forced.move("crashed", true), warnings], [false, []]);
  }
});

Deno.test("StatusMachine.move() goes on by the table after it was refused", () => {
  const { machine: strict, warnings } = machine(true);
  assertThrows(() => strict.move("running"), IllegalMoveError);
  assertEquals([strict.move("starting"), strict.move("running"), strict.status], [true, true, "running"]);
  assertEquals(warnings, []);
});

Deno.test("StatusMachine.move() goes on from where a lenient illegal move has led", () => {
  const { machine: lenient, warnings } = machine(false);
  assertEquals([lenient.move("running"), lenient.move("stopping"), lenient.status], [true, true, "stopping"]);
  assertEquals(warnings, [
    'Cannot move service "api/cache" to "running": the table of legal moves holds no such move out of "not-started"; it is done all the same',
  ]);
});

Deno.test("IllegalMoveError carries what it says", () => {
  const error = new IllegalMoveError("api", "dead", "running");
  assertEquals([error.name, error.service, error.from, error.to], ["IllegalMoveError", "api", "dead", "running"]);
});
