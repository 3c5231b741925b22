import { explorationError } from "../../../src/simulation/explore/found_failure.ts";
import type { RunAccount } from "../../../src/simulation/explore/run_account.ts";
import { assertEquals, assertStrictEquals } from "@std/assert";

const finding = (error: unknown, rest: Partial<RunAccount> = {}) => ({
  command: undefined as string | undefined,
  seed: "7",
  account: {
    failure: { kind: "threw", error, atMs: 1_250 },
    faults: [],
    calls: new Map(),
    points: new Map(),
    sometimes: new Map(),
    trace: [],
    steps: 0,
    restHash: "",
    spared: new Set(),
    log: [],
    endedAtMs: 1_250,
    events: 3,
    ...rest,
  } as RunAccount,
  runs: 12,
  foundFaults: 9,
  shrinkRuns: 14,
  isFickle: false,
  isDrawn: true,
  idleFaults: [],
  options: {},
});

Deno.test("explorationError() puts first what failed, then what it takes, then how to run it again", () => {
  const cause = new RangeError("charged twice\norder 7");
  const error = explorationError({
    ...finding(cause, {
      faults: [
        { fault: { call: "ack", nth: 1, do: "throw-before" }, atMs: 1_200, nth: 1 },
        { fault: { do: "stall", atMs: 500, forMs: 20 }, atMs: 500, nth: 0 },
      ],
      log: ["t=1.2s warn: down"],
    }),
    command: "deno test --allow-read",
  });
  const list = '[{"call":"ack","nth":1,"do":"throw-before"},{"do":"stall","atMs":500,"forMs":20}]';
  assertEquals(error.message.split("\n"), [
    "RangeError: charged twice",
    "order 7",
    "",
    "Found by seed 7, in run 12, at t=1.25s; it takes 2 faults, made smaller from 9 in 14 runs:",
    "  - ack call 1 (t=1.2s): threw before it took effect",
    "  - t=500ms: the event loop stood still for 20ms",
    "The newest lines of its log:",
    "  t=1.2s warn: down",
    "Run it again with this before the command that ran it:",
    `  MAINSTAY_SEED=7 MAINSTAY_FAULTS='${list}'`,
    "such as:",
    `  MAINSTAY_SEED=7 MAINSTAY_FAULTS='${list}' deno test --allow-read`,
    "Keep it as a regression:",
    '  await explore(test, { replay: { seed: "7", faults: [{ call: "ack", nth: 1, do: "throw-before" }, ' +
    '{ do: "stall", atMs: 500, forMs: 20 }] } });',
  ]);
  assertStrictEquals(error.cause, cause);
  assertEquals([error.kind, error.seed, error.faults.length, error.runs, error.shrinkRuns, error.failedAtMs], [
    "threw",
    "7",
    2,
    12,
    14,
    1_250,
  ]);
});

Deno.test("explorationError() shows no more faults than people read, and repeats them by the seed they were drawn from", () => {
  const faults = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      fault: { call: "db", nth: index + 1, do: "throw-before" } as const,
      atMs: 5,
      nth: index + 1,
    }));
  const linesOf = (count: number, isDrawn: boolean) =>
    explorationError({ ...finding("x", { faults: faults(count) }), isDrawn }).message.split("\n").slice(3);
  const [shown, again] = [20, 4];
  assertEquals(linesOf(20, true).length, shown + again);
  assertEquals(linesOf(21, true).slice(shown), [
    "  - and 1 fault more",
    "Run it again with this before the command that ran it:",
    "  MAINSTAY_SEED=7",
    "Keep it as a regression:",
    '  await explore(test, { replay: { seed: "7" } });',
  ]);
  assertEquals(linesOf(3_000, false).slice(shown), ["  - and 2980 faults more"]);
});

Deno.test("explorationError() names faults that it was to be run with and that did not happen", () => {
  const idleFaults = [{ call: "gone", nth: 2, do: "throw-before" }] as const;
  const lines = explorationError({ ...finding("x"), idleFaults }).message.split("\n");
  assertEquals(lines.slice(3, 5), [
    "Not all that it was to be run with has happened, for it failed before that, or has changed since:",
    "  - gone call 2: threw before it took effect",
  ]);
});

Deno.test("explorationError() says that a test may keep state, where nothing else tells a run from those that held", () => {
  const hint = (rest: object, faults: RunAccount["faults"] = []) =>
    explorationError({ ...finding("x", { faults }), ...rest }).message.includes("keep state from one run to the next");
  assertEquals(hint({}), true);
  assertEquals(hint({ runs: 1 }), false);
  assertEquals(hint({ isFickle: true }), false);
  assertEquals(hint({}, [{ fault: { do: "stall", atMs: 5, forMs: 5 }, atMs: 5, nth: 0 }]), false);
});

Deno.test("explorationError() keeps the options that the failure depends on", () => {
  const options = {
    name: "shop",
    seeds: 5,
    horizonMs: 1_000,
    healAtMs: Infinity,
    guard: { allow: ["Date.now()"] },
    faults: { "*": false, db: { "throw-before": true } },
    swarm: undefined,
  } as const;
  const lastLineOf = (rest: Partial<RunAccount>) =>
    explorationError({ ...finding("x", rest), options }).message.split("\n").at(-1);
  assertEquals(
    lastLineOf({}),
    '  await explore(test, { horizonMs: 1000, healAtMs: Infinity, guard: { allow: ["Date.now()"] }, ' +
      'replay: { seed: "7", faults: [] } });',
  );
  const fault = { call: "db", nth: 1, do: "throw-before" } as const;
  assertEquals(
    lastLineOf({ faults: Array.from({ length: 21 }, () => ({ fault, atMs: 0, nth: 1 })) }),
    '  await explore(test, { horizonMs: 1000, healAtMs: Infinity, guard: { allow: ["Date.now()"] }, ' +
      'faults: { "*": false, db: { "throw-before": true } }, replay: { seed: "7" } });',
  );
});
