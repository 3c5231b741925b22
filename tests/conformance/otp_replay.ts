import type { EscalationError, GroupReport } from "../../mod.ts";
import { withoutOrder } from "./compare.ts";
import type { Fact, Replay } from "./observation.ts";
import { OtpNestedGroups } from "./otp_nested_groups.ts";
import { OtpOperations } from "./otp_operations.ts";
import { causeOf, finalFacts, startFailure } from "./otp_recorded.ts";
import { type OtpSetting, startOtpTree } from "./otp_tree.ts";
import { OtpWorld } from "./otp_world.ts";
import type { OtpTrace } from "./trace.ts";

/** Does to a tree of this library what was done to Erlang's, and tells what happened. */
export async function replayOtp(trace: OtpTrace, setting: OtpSetting): Promise<Replay> {
  const world = new OtpWorld(setting.phaseMs);
  await world.advanceTo(0);
  const nested = new OtpNestedGroups(world, trace.config);
  const isWatched = setting.supervisors === "groups";
  const top = startOtpTree(world, trace, setting, (event) => isWatched && nested.onEvent(event));
  if (typeof top === "string") {
    const exit = [{ text: "start_failed", atMs: 0 }];
    const order = [{ text: `-top:${top}`, atMs: 0 }];
    return {
      observation: { start: [{ text: top }], order, exit, budget: [], ops: [], final: [] },
      uses: world.uses,
    };
  }
  let start = "ok";
  const exit: Fact[] = [];
  const over = (cause: string, reason: string): void => {
    exit.push({ text: causeOf(cause, world.nowMs, trace.script), atMs: world.nowMs });
    world.record("top", `-top:${reason}`);
  };
  top.group.finished.then(
    ({ stopReason }: GroupReport) =>
      over(stopReason === "auto-shutdown" ? "auto_shutdown" : "parent_shutdown", "shutdown"),
    (error: EscalationError) => {
      if (error.rule !== "start-failure") return over("max_restart_intensity", "shutdown");
      start = startFailure(error);
      over("start_failed", start);
    },
  );
  await world.settle();
  const operations = new OtpOperations(world, top, nested, trace, setting, () => exit.length > 0);
  let isUp = false;
  top.mailbox.next(() => isUp = true);
  for (const op of trace.script) {
    await world.advanceTo(Math.max(op.at_ms, world.nowMs));
    // Who starts a supervisor waits for it.
    while (!isUp && start === "ok" && world.nowMs < trace.duration_ms) await world.advanceTo(world.nowMs + 1);
    if (start !== "ok") break;
    await operations.perform(op);
  }
  await world.advanceTo(Math.max(trace.duration_ms, world.nowMs));
  const final = exit.length > 0 ? [] : finalFacts(trace, operations.children());
  const { order, uses, budget } = world;
  if (world.mailboxes.some(({ hasKeptWaiting }) => hasKeptWaiting)) uses.add("does-not-block");
  const observation = {
    start: [{ text: start }],
    order,
    exit,
    budget: withoutOrder(budget),
    // Until the tree is up, or is known not to come up, nobody has it to call.
    ops: start === "ok" ? operations.results : [],
    final,
  };
  return { observation, uses };
}
