import { checkExploredFaults, type ExploredFault, faultKey } from "../../../src/simulation/explore/explored_fault.ts";
import { exploredFaultText, timeText } from "../../../src/simulation/explore/explored_fault_text.ts";
import { InjectedFault } from "../../../src/simulation/explore/injected_fault.ts";
import { assertEquals, assertThrows } from "@std/assert";

/** One fault of each kind, with what people read of it. */
const phrases: readonly (readonly [ExploredFault, string])[] = [
  [{ call: "ack", nth: 1, do: "throw-before" }, "ack call 1 (t=1.2s): threw before it took effect"],
  [{ call: "db", nth: 3, do: "throw-after" }, "db call 3 (t=1.2s): took effect, then threw"],
  [{ call: "db", nth: 3, do: "slow", ms: 500 }, "db call 3 (t=1.2s): answered 500ms late"],
  [{ call: "db", nth: 3, do: "hang", ms: 90_000 }, "db call 3 (t=1.2s): hung for 1m 30s, then threw, without effect"],
  [{ call: "db", do: "fails", fromMs: 0, toMs: 9_500 }, "db: all calls from t=0 to t=9.5s threw"],
  [{ point: "charged", nth: 2, do: "crash" }, "point charged, time 2 (t=1.2s): crashed"],
  [{ do: "stall", atMs: 3_000, forMs: 0.5 }, "t=3s: the event loop stood still for 0.5ms"],
  [{ do: "wall-clock-jump", atMs: 3_000, byMs: -3_660_000 }, "t=3s: the time of day was set back by 1h 1m"],
  [{ do: "wall-clock-jump", atMs: 0, byMs: 86_400_000 }, "t=0: the time of day was set ahead by 1d"],
];

Deno.test("exploredFaultText() puts each fault into words", () => {
  for (const [fault, text] of phrases) assertEquals(exploredFaultText(fault, 1_200), text);
  const odd = (call: string) => exploredFaultText({ call, nth: 1, do: "throw-before" }).slice(0, -29);
  assertEquals(["a b", "a\nb", " "].map(odd), ["a b call 1", '"a\\nb" call 1', '" " call 1']);
  assertEquals(exploredFaultText(phrases[0]![0]), "ack call 1: threw before it took effect");
});

Deno.test("timeText() rounds to what people read", () => {
  const told = [0, 0.0004, 0.5, 1, 999, 1_000, 59_999, 60_000, 3_599_999, 86_400_000, 90_061_000].map(timeText);
  assertEquals(told, ["0", "0ms", "0.5ms", "1ms", "999ms", "1s", "59.999s", "1m", "1h", "1d", "1d 1h"]);
});

Deno.test("InjectedFault says what was thrown, and why", () => {
  const fault = { call: "db", do: "fails", fromMs: 0, toMs: 9 } as const;
  const error = new InjectedFault("db", 4, fault);
  assertEquals([error.name, error.message, error.of, error.nth, error.fault], [
    "InjectedFault",
    "db call 4: threw, in an outage",
    "db",
    4,
    fault,
  ]);
});

Deno.test("faultKey() is the same for a fault however long it takes, and another for each", () => {
  const keys = phrases.map(([fault]) => faultKey(fault));
  assertEquals(new Set(keys).size, phrases.length);
  const slow = { call: "db", nth: 3, do: "slow", ms: 500 } as const;
  assertEquals(faultKey({ ...slow, ms: 7 }), faultKey(slow));
});

Deno.test("checkExploredFaults() takes every kind of fault, also after JSON", () => {
  const faults = phrases.map(([fault]) => fault);
  checkExploredFaults("explore", "faults", faults);
  checkExploredFaults("explore", "faults", JSON.parse(JSON.stringify(faults)));
  checkExploredFaults("explore", "faults", []);
});

Deno.test("checkExploredFaults() names the field that is wrong", () => {
  const wrong: readonly (readonly [unknown, string])[] = [
    [undefined, '"faults" must be a list of faults, received undefined'],
    [{}, '"faults" must be a list of faults, received an object'],
    [[null], '"faults[0].do" must be one of "throw-before", "throw-after", "slow", "hang", "fails", "crash"'],
    [["hang"], '"faults[0].do" must be one of'],
    [[{ do: "toString" }], '"faults[0].do" must be one of'],
    [[{ call: "a", nth: 1, do: "throw-before", ms: 5 }], 'unknown option "faults[0].ms", known are do, call, nth'],
    [[{ call: "a", do: "slow", ms: 5 }], '"faults[0].nth" must be a whole number of at least 1, received undefined'],
    [[{ call: "a", nth: 0, do: "throw-after" }], '"faults[0].nth" must be a whole number of at least 1, received 0'],
    [
      [{ call: "a", nth: 1, do: "hang", ms: NaN }],
      '"faults[0].ms" must be a finite number of at least 0, received NaN',
    ],
    [[{ call: "", nth: 1, do: "slow", ms: 1 }], '"faults[0].call" must be a name, received ""'],
    [[{ point: 7, nth: 1, do: "crash" }], '"faults[0].point" must be a name, received 7'],
    [[{ call: "a", do: "fails", fromMs: 5, toMs: 5 }], '"faults[0].toMs" must be above its "fromMs", 5, received 5'],
    [[{ do: "stall", atMs: 1, forMs: -1 }], '"faults[0].forMs" must be a finite number of at least 0, received -1'],
    [[{ do: "wall-clock-jump", atMs: 1, byMs: -Infinity }], '"faults[0].byMs" must be a finite number'],
  ];
  for (const [faults, message] of wrong) {
    const error = assertThrows(() => checkExploredFaults("explore", "faults", faults), Error, message);
    assertEquals(error.message.startsWith("Cannot explore: "), true);
  }
});
