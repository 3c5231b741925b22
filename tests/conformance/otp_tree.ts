import {
  type AnyGroup,
  type ChildSpec,
  dialect,
  EscalationError,
  group,
  type GroupOptions,
  type GroupRuleOptions,
  type Policy,
  pool,
  startGroup,
  type SupervisionEvent,
  type WorkerContext,
} from "../../mod.ts";
import { otpWorker, SupervisorKilledError } from "./otp_process.ts";
import { OtpSupervisor } from "./otp_supervisor.ts";
import { otpSupervisorWorker } from "./otp_supervisor_process.ts";
import type { OtpWorld } from "./otp_world.ts";
import type { OtpChild, OtpConfig, OtpTrace } from "./trace.ts";

/** How an OTP trace is replayed. */
export interface OtpSetting {
  /**
   * What a nested supervisor is: a process of its own, with a group and a mailbox, as everything is in Erlang; or a group in a group, without
   * mailboxes, as everything is in this library.
   */
  readonly supervisors: "processes" | "groups";
  /** Where the clock stands at the trace's zero, in milliseconds past a whole second. */
  readonly phaseMs: number;
  /** By which window restarts are counted: Erlang's, or the exact one. */
  readonly window: "whole-seconds" | "sliding";
  /** Whether a subtree that gave up is what it is to Erlang, an orderly end, or what it is to this library. */
  readonly subtreeFailure: "clean" | "abnormal";
}

/** Starts a tree; answers its top, or in Erlang's words why its description is refused. */
export function startOtpTree(
  world: OtpWorld,
  { config, system }: OtpTrace,
  setting: OtpSetting,
  onEvent: (event: SupervisionEvent) => void,
): OtpSupervisor | string {
  const options = system === "otp" ? {} : { stopOrder: "parallel", maxChildren: config.max_children } as const;
  try {
    return startSupervisor(world, "top", config, setting, { ...options, onEvent });
  } catch (thrown) {
    if (!(thrown instanceof TypeError) || !thrown.message.includes("significant")) throw thrown;
    const clash = thrown.message.includes("autoShutdown") ? "{auto_shutdown,never}" : "{restart,permanent}";
    return `{start_spec,{bad_combination,[${clash},{significant,true}]}}`;
  }
}

function startSupervisor(
  world: OtpWorld,
  id: string,
  config: OtpConfig,
  setting: OtpSetting,
  { onEvent, ...options }: GroupOptions = {},
): OtpSupervisor {
  const supervisor = new OtpSupervisor(world, id, setting.supervisors === "processes");
  const isPool = config.strategy === "simple_one_for_one";
  const rules = isPool ? {} : { ...rulesOf(config, setting), ...options };
  supervisor.lead(startGroup(
    isPool
      ? template(world, config, supervisor, setting)
      : config.children.map((child) => childSpec(world, child, supervisor, setting)),
    {
      ...rules,
      clock: world.clock,
      signals: false,
      onEvent: (event) => {
        supervisor.onEvent(event);
        onEvent?.(event);
      },
    },
  ));
  return supervisor;
}

function rulesOf(config: OtpConfig, { window }: OtpSetting): GroupRuleOptions {
  const { strategy, intensity, period_s, auto_shutdown = "never" } = config;
  const otp = dialect("otp");
  return {
    ...otp,
    strategy: strategy === "one_for_all" ? "one-for-all" : strategy === "rest_for_one" ? "rest-for-one" : "one-for-one",
    budget: { ...otp.budget, intensity, periodMs: period_s * 1_000, window },
    autoShutdown: auto_shutdown === "any_significant"
      ? "any-significant"
      : auto_shutdown === "all_significant"
      ? "all-significant"
      : "never",
  };
}

/** A child of Erlang as one of ours. */
export function childSpec(world: OtpWorld, child: OtpChild, supervisor: OtpSupervisor, setting: OtpSetting): ChildSpec {
  const { id, restart, significant } = child;
  return { name: id, run: runOf(world, child, supervisor, setting), restart, significant, ...policyOf(child, setting) };
}

function runOf(world: OtpWorld, child: OtpChild, supervisor: OtpSupervisor, setting: OtpSetting): ChildSpec["run"] {
  const { id, sup } = child;
  if (sup === undefined) return otpWorker(world, child, supervisor);
  if (setting.supervisors === "processes") {
    return otpSupervisorWorker(world, child, supervisor, () => startSupervisor(world, id, sup, setting));
  }
  const nested = new OtpSupervisor(world, id, false);
  return group(sup.children.map((each) => childSpec(world, each, nested, setting)), rulesOf(sup, setting));
}

function policyOf({ shutdown, sup }: OtpChild, { subtreeFailure }: OtpSetting): Policy {
  return {
    // A start is over when it has given its result, however long it takes.
    startupTimeoutMs: Infinity,
    graceMs: shutdown === "infinity" ? Infinity : shutdown === "brutal_kill" ? 0 : shutdown,
    fatal: SupervisorKilledError,
    // The dialect's own rule, except that who was killed did not end in order.
    ...sup === undefined ? {} : { clean: subtreeFailure === "clean" ? gaveUp : [] },
  };
}

function gaveUp(thrown: unknown): boolean {
  return thrown instanceof EscalationError && thrown.rule !== "fatal";
}

function template(world: OtpWorld, config: OtpConfig, supervisor: OtpSupervisor, setting: OtpSetting): AnyGroup {
  const [child] = config.children as [OtpChild];
  const run = (context: WorkerContext, id: string) => otpWorker(world, { ...child, id }, supervisor)(context);
  return pool({ name: child.id, run, restart: child.restart, ...policyOf(child, setting) }, {
    ...rulesOf(config, setting),
    stopOrder: "parallel",
  });
}
