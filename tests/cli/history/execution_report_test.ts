import { assertEquals } from "@std/assert";
import { executionLines } from "../../../cli/history/execution_report.ts";
import { asciiGlyphs } from "../../../cli/report/glyphs.ts";
import { anExecution, epochMs } from "./sample_store.ts";

const lines = (given: Parameters<typeof anExecution>[1], width = 100) =>
  executionLines(
    { view: "show", execution: anExecution(1, given), isMore: false, registration: null, session: null },
    { width, color: false, glyphs: asciiGlyphs },
    epochMs,
    // deno-lint-ignore no-control-regex -- colours are another test's
  ).map((line) => line.replace(/\x1b\[\d+m/g, ""));

Deno.test("executionLines() shows message and stack in full, with their lines", () => {
  const long = "x".repeat(300);
  const error = { type: "Error", message: "no:\n  more", stack: `at ${long}\n  at \x1b[31mb` };
  for (const width of [40, 100]) {
    const shown = lines({ status: "error", error }, width);
    const indent = width === 40 ? "  " : " ".repeat(14);
    const stack = [`at ${long}`, String.raw`  at \u001b[31mb`];
    if (width === 40) {
      assertEquals(shown.slice(-6), [
        "message",
        "  no:",
        "    more",
        "stack",
        ...stack.map((line) => indent + line),
      ]);
    } else {assertEquals(shown.slice(-4), [
        "message       no:",
        `${indent}  more`,
        `stack         ${stack[0]}`,
        indent + stack[1],
      ]);}
  }
});

Deno.test("executionLines() says of each field that has nothing that it has nothing", () => {
  const has = (label: string) => lines({ topic: "", sessionId: null }).find((line) => line.startsWith(label));
  assertEquals(
    ["instance", "topic", "trigger", "registration", "session", "error"].map(has).map((line) => line?.slice(14)),
    [
      "-",
      "-",
      "-",
      "-",
      "-",
      "-",
    ],
  );
});

Deno.test("executionLines() names a registration and a session that are not on record any more", () => {
  const shown = lines({ registrationId: 5, sessionId: 9 });
  assertEquals(shown.filter((line) => /^(registration|session) /.test(line)), ["registration  5", "session       9"]);
});
