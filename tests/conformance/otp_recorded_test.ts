import { assertEquals } from "@std/assert";
import { root } from "../support/source_file.ts";
import { recordedOtp } from "./otp_recorded.ts";
import type { OtpTrace } from "./trace.ts";
import { loadTraces } from "./trace_file.ts";

const traces = ["otp", "otp-fuzz", "elixir"]
  .flatMap((system) => loadTraces(new URL(`fixtures/oracle/${system}`, root).pathname))
  .map(({ trace }) => trace as OtpTrace);

Deno.test("recordedOtp() tells the order that the trace itself tells in short", () => {
  const short = (text: string) => text.replace(/#\d+/, "").replace(/ by (self|supervisor)$/, "");
  for (const trace of traces) {
    assertEquals(recordedOtp(trace).order!.map(({ text }) => short(text)), trace.observed.order, trace.name);
  }
});
