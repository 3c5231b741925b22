import { z } from "zod";

// The shape of a recorded trace; fixtures/oracle/README.md says in words what its parts mean.

const ms = z.number().min(0);
const start = z.union([
  z.enum(["ok", "error", "exception", "init_exit", "ignore", "forever"]),
  z.tuple([z.literal("delay"), ms]),
]);

const child = z.object({
  id: z.string(),
  restart: z.enum(["permanent", "transient", "temporary"]),
  shutdown: z.union([ms, z.enum(["brutal_kill", "infinity"])]),
  significant: z.boolean().optional(),
  start: z.array(start).optional(),
  on_shutdown: z.discriminatedUnion("mode", [
    z.object({ mode: z.literal("trap"), delay_ms: ms, reason: z.string() }),
    z.object({ mode: z.literal("ignore") }),
  ]).optional(),
  lifetimes: z.array(z.tuple([ms, z.string()])).optional(),
  get sup() {
    return config.optional();
  },
});

const config = z.object({
  strategy: z.enum(["one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"]),
  intensity: z.int().min(0),
  period_s: z.int().min(1),
  auto_shutdown: z.enum(["never", "any_significant", "all_significant"]).optional(),
  phase_ms: ms.optional(),
  max_children: z.int().min(0).optional(),
  get children() {
    return z.array(child);
  },
});

const at_ms = ms;
const exit = z.object({ child: z.string(), reason: z.string() });
const op = z.discriminatedUnion("op", [
  z.object({ at_ms, op: z.literal("exit"), child: z.string(), reason: z.string() }),
  z.object({
    at_ms,
    op: z.literal("exit_many"),
    exits: z.array(exit),
    supervisor: z.string().optional(),
    then_shutdown: z.boolean().optional(),
  }),
  z.object({ at_ms, op: z.literal("shutdown") }),
  z.object({ at_ms, op: z.literal("kill"), child: z.string() }),
  z.object({
    at_ms,
    op: z.enum(["terminate_child", "restart_child", "delete_child", "start_dynamic", "terminate_pid"]),
    child: z.string(),
  }),
  z.object({ at_ms, op: z.literal("start_child"), spec: child }),
]);

const opResult = z.object({ at_ms, op: z.string(), result: z.string() });
const finalChild = z.object({
  id: z.string(),
  state: z.string(),
  get children() {
    return z.array(finalChild).optional();
  },
});

const otpTrace = z.object({
  name: z.string(),
  description: z.string().optional(),
  system: z.enum(["otp", "elixir-dynamic-supervisor"]),
  tags: z.array(z.string()).default([]),
  duration_ms: ms,
  config,
  script: z.array(op),
  observed: z.object({
    start_link: z.union([z.literal("ok"), z.object({ error: z.string() })]),
    starts: z.array(z.object({ seq: z.int(), at_ms, id: z.string(), n: z.int(), result: z.string() })),
    stops: z.array(
      z.object({
        seq: z.int(),
        at_ms,
        id: z.string(),
        n: z.int(),
        reason: z.string(),
        by: z.enum(["self", "supervisor"]),
      }),
    ),
    reports: z.array(
      z.object({
        seq: z.int(),
        at_ms,
        supervisor: z.string(),
        context: z.string(),
        reason: z.string(),
        child: z.string(),
      }),
    ),
    shutdown_signals: z.array(z.object({ at_ms, id: z.string(), n: z.int() })),
    ops: z.array(opResult),
    supervisor_exit: z.object({ seq: z.int(), at_ms, reason: z.string(), cause: z.string() }).nullable(),
    final: z.array(finalChild),
    order: z.array(z.string()),
  }),
  derived: z.object({
    boundary: z.enum(["safe", "quantized"]),
    budget_uses: z.array(z.object({ at_ms, supervisor: z.string(), child: z.string() })),
  }),
});

const service = z.object({
  id: z.string(),
  on_stop: z.enum(["slow", "ignore"]).optional(),
  stop_ms: ms.optional(),
  lifetimes: z.array(z.object({ after_ms: ms, how: z.string() })).optional(),
  get supervisor() {
    return sutureConfig.optional();
  },
});

const sutureConfig = z.object({
  failure_threshold: z.number().min(0),
  failure_decay_s: z.number().positive(),
  failure_backoff_ms: ms,
  timeout_ms: ms,
  dont_propagate_termination: z.boolean(),
  get services() {
    return z.array(service);
  },
});

const sutureOp = z.discriminatedUnion("op", [
  z.object({ at_ms, op: z.literal("end"), service: z.string(), how: z.string() }),
  z.object({ at_ms, op: z.literal("stop") }),
  z.object({ at_ms, op: z.enum(["remove", "remove_and_wait"]), service: z.string() }),
  z.object({ at_ms, op: z.literal("add"), spec: service }),
]);

const sutureTrace = z.object({
  name: z.string(),
  description: z.string().optional(),
  system: z.literal("suture"),
  tags: z.array(z.string()).default([]),
  duration_ms: ms,
  config: sutureConfig,
  script: z.array(sutureOp),
  observed: z.object({
    starts: z.array(z.object({ at_ms, service: z.string(), n: z.int() })),
    ends: z.array(z.object({ at_ms, service: z.string(), n: z.int(), how: z.string() })),
    events: z.array(z.object({
      at_ms,
      type: z.string(),
      supervisor: z.string(),
      service: z.string().optional(),
      failures: z.number().optional(),
      threshold: z.number().optional(),
      restarting: z.boolean().optional(),
    })),
    ops: z.array(opResult),
    supervisor_exit: z.object({ at_ms, error: z.string() }).nullable(),
    unstopped_report: z.array(z.string()).nullable(),
    final: z.array(z.string()),
  }),
});

/** Any trace, told apart by `system`. */
export const traceSchema = z.discriminatedUnion("system", [otpTrace, sutureTrace]);

/** One scenario, and what Erlang's supervisor or Elixir's DynamicSupervisor did with it. */
export type OtpTrace = z.infer<typeof otpTrace>;
/** One scenario, and what suture did with it. */
export type SutureTrace = z.infer<typeof sutureTrace>;
/** One scenario, and what a real system did with it. */
export type Trace = OtpTrace | SutureTrace;
/** A supervisor of OTP. */
export type OtpConfig = z.infer<typeof config>;
/** A child of an OTP supervisor. */
export type OtpChild = z.infer<typeof child>;
/** What is done to a tree of OTP from outside. */
export type OtpOp = z.infer<typeof op>;
/** A supervisor of suture. */
export type SutureConfig = z.infer<typeof sutureConfig>;
/** A service of a suture supervisor. */
export type SutureService = z.infer<typeof service>;
/** What is done to a tree of suture from outside. */
export type SutureOp = z.infer<typeof sutureOp>;
