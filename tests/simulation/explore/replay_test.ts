import type { ExploredFault } from "../../../src/simulation/explore/explored_fault.ts";
import { asVariables, readReplay, wantedByEnvironment } from "../../../src/simulation/explore/replay.ts";
import { assertEquals, assertThrows } from "@std/assert";

const faults: readonly ExploredFault[] = [
  { call: "it's", nth: 1, do: "throw-before" },
  { do: "stall", atMs: 5, forMs: 2.5 },
];

Deno.test("readReplay() reads back what asVariables() writes, quotes and all", () => {
  const line = `$ ${asVariables({ seed: "0xff", faults })} deno test`;
  assertEquals(readReplay("explore", line), { seed: "255", faults });
});

Deno.test("readReplay() leaves faults to the seed where there are none", () => {
  const drawn = { seed: "255", faults: undefined };
  assertEquals(readReplay("explore", { seed: 255 }), drawn);
  assertEquals(readReplay("explore", `${asVariables({ seed: "0xff" })} deno test --filter 'x'`), drawn);
  const allowed = "deno test --allow-env=MAINSTAY_SEED,MAINSTAY_FAULTS";
  assertEquals(readReplay("explore", `${asVariables({ seed: "0xff" })} ${allowed}`), drawn);
});

Deno.test("asVariables() gives a shell what it hands on unchanged", async () => {
  const script = `${asVariables({ seed: 7, faults })}; printf '%s %s' "$MAINSTAY_SEED" "$MAINSTAY_FAULTS"`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  assertEquals(new TextDecoder().decode(stdout), `7 ${JSON.stringify(faults)}`);
});

Deno.test("readReplay() makes one spelling of the seed", () => {
  for (const seed of [255, 255n, "0xFF", "255"]) {
    assertEquals(readReplay("explore", { seed, faults: [] }), { seed: "255", faults: [] });
  }
});

Deno.test("readReplay() names what is wrong", () => {
  const wrong = [
    ["", '"replay" must be JSON, received ""'],
    ["{", '"replay" must be JSON, received "{"'],
    ["7", '"replay" must be an object, received 7'],
    [null, '"replay" must be an object, received null'],
    [{ seed: 1, faults: null }, '"replay.faults" must be a list of faults, received null'],
    [{ seed: 1, faults: [], fault: 1 }, 'unknown option "replay.fault", known are seed, faults'],
    [{ seed: "q", faults: [] }, 'Cannot explore: "replay.seed" must be a whole number, 0x-hex or a git commit hash'],
    [{ faults: [] }, '"replay.seed" must be a whole number, 0x-hex or a git commit hash, received undefined'],
    [{ seed: 1, faults: [{ do: "hang" }] }, '"replay.faults[0].'],
  ] as const;
  for (const [replay, message] of wrong) assertThrows(() => readReplay("explore", replay as never), Error, message);
});

Deno.test("wantedByEnvironment() takes a seed, and the faults where there are some", () => {
  const wanted = (variables: Record<string, string>) => wantedByEnvironment("explore", (name) => variables[name]);
  assertEquals(wanted({}), undefined);
  assertEquals(wanted({ MAINSTAY_SEED: "", MAINSTAY_FAULTS: "" }), undefined);
  assertEquals(wanted({ MAINSTAY_SEED: "0xa", MAINSTAY_FAULTS: "" }), { seed: "10", faults: undefined });
  const text = JSON.stringify(faults);
  assertEquals(wanted({ MAINSTAY_SEED: "7", MAINSTAY_FAULTS: text }), { seed: "7", faults });
  assertThrows(
    () => wanted({ MAINSTAY_SEED: "seven" }),
    RangeError,
    'Cannot explore: "MAINSTAY_SEED" must be a whole number, 0x-hex or a git commit hash, received "seven"',
  );
  assertThrows(
    () => wanted({ MAINSTAY_FAULTS: text }),
    TypeError,
    'Cannot explore: "MAINSTAY_FAULTS" must have "MAINSTAY_SEED" beside it',
  );
  assertThrows(
    () => wanted({ MAINSTAY_SEED: "7", MAINSTAY_FAULTS: "no" }),
    TypeError,
    '"MAINSTAY_FAULTS" must be JSON',
  );
  assertThrows(
    () => wanted({ MAINSTAY_SEED: "7", MAINSTAY_FAULTS: "7" }),
    TypeError,
    '"MAINSTAY_FAULTS" must be a list',
  );
});
