import type { ChildInfo, GroupHandle } from "../../mod.ts";
import type { Fact } from "./observation.ts";
import type { OtpNestedGroups } from "./otp_nested_groups.ts";
import type { OtpSupervisor } from "./otp_supervisor.ts";
import { childSpec, type OtpSetting } from "./otp_tree.ts";
import type { OtpWorld } from "./otp_world.ts";
import type { OtpChild, OtpOp, OtpTrace } from "./trace.ts";

/** What Erlang answers to a call to a supervisor that is gone. */
const noProcess = "{exit,noproc}";
/** What it answers when the supervisor ends before it answers. */
const noAnswer = "{exit,shutdown}";

/** An operation that is a call to the top supervisor. */
type OtpCall = OtpOp & { op: "start_dynamic" | "start_child" | "terminate_pid" | NamedCall };
type NamedCall = "terminate_child" | "restart_child" | "delete_child";

/** Gives the answer of a call, once the supervisor has done what it asks for. */
type Answer = () => string;

/** Does what a script says, and answers as Erlang would. */
export class OtpOperations {
  /** What each operation gave. */
  readonly results: Fact[] = [];
  readonly #world: OtpWorld;
  readonly #top: OtpSupervisor;
  readonly #nested: OtpNestedGroups;
  readonly #setting: OtpSetting;
  readonly #isOver: () => boolean;
  /** The descriptions of the top supervisor's children, those that were added too. */
  readonly #specs: Map<string, OtpChild>;
  readonly #trace: OtpTrace;

  constructor(
    world: OtpWorld,
    top: OtpSupervisor,
    nested: OtpNestedGroups,
    trace: OtpTrace,
    setting: OtpSetting,
    isOver: () => boolean,
  ) {
    this.#world = world;
    this.#top = top;
    this.#nested = nested;
    this.#setting = setting;
    this.#isOver = isOver;
    this.#trace = trace;
    this.#specs = new Map(trace.config.children.map((child) => [child.id, child]));
  }

  /** Does an operation, and lets everything happen that follows at once. */
  async perform(op: OtpOp): Promise<void> {
    const place = this.results.length;
    const answer = (result: string) => this.results[place] = { text: `${op.op}: ${result}`, atMs: op.at_ms };
    switch (op.op) {
      case "exit":
        answer(this.#exit(op.child, op.reason));
        break;
      case "kill":
        answer(this.#kill(op.child));
        break;
      case "exit_many":
        answer(await this.#exitMany(op));
        break;
      case "shutdown":
        this.#shutDown();
        answer("ok");
        break;
      case "terminate_pid":
        if (!this.#world.isAlive(op.child)) {
          answer("{error,not_found}");
          break;
        }
        // falls through
      default:
        answer(this.#isOver() ? noProcess : noAnswer);
        // A call is a letter like any other.
        if (!this.#isOver()) {
          this.#top.mailbox.post(() => {
            const done = this.#call(op);
            this.#top.mailbox.next(() => answer(done()));
          });
        }
    }
    await this.#world.settle();
  }

  /** The top supervisor's children as `which_children` lists them, in start order. */
  children(): OtpTrace["observed"]["final"] {
    return this.#listed(this.#top.group, this.#top.mailbox.retrying, [...this.#specs.values()]);
  }

  #exit(child: string, reason: string): string {
    if (!this.#world.isAlive(child)) return "no_such_child";
    this.#world.processes.get(child)!.end(reason, "self");
    return "ok";
  }

  #kill(child: string): string {
    if (!this.#isRunning(child)) return this.#exit(child, "killed");
    this.#world.supervisors.get(child)?.end("killed", "self");
    this.#nested.kill(child, "self");
    return "ok";
  }

  /** All of them end before the supervisor hears of the first: no promise is waited for between two. */
  async #exitMany({ exits, supervisor = "top", then_shutdown }: OtpOp & { op: "exit_many" }): Promise<string> {
    if (supervisor === "top" ? this.#isOver() : !this.#isRunning(supervisor)) return "no_such_supervisor";
    const results = exits.map(({ child, reason }) => this.#exit(child, reason));
    if (then_shutdown) {
      if (this.#setting.supervisors === "groups") await this.#world.settle();
      this.#shutDown();
    }
    return results.every((result) => result === "ok") ? "ok" : `[${results.join()}]`;
  }

  #isRunning(supervisor: string): boolean {
    const { starting, supervisors } = this.#world;
    if (starting.has(supervisor) || supervisors.get(supervisor)?.isAlive) return true;
    return this.#nested.isRunning(supervisor);
  }

  #shutDown(): void {
    this.#top.mailbox.post(() => void this.#top.group.shutdown().catch(() => {}));
  }

  #call(op: OtpCall): Answer {
    switch (op.op) {
      case "start_dynamic":
        return this.#startDynamic(op.child);
      case "start_child":
        return this.#startChild(op.spec);
      case "terminate_pid":
        return this.#terminatePid(op.child);
      default:
        return this.#callByName(op.op, op.child);
    }
  }

  #startDynamic(child: string): Answer {
    const attempts = this.#world.attempts(child);
    const name = this.#top.group.spawn(child);
    if (name === "full" || name === "closed") return () => answerToStart(name);
    this.#world.names.set(name, child);
    return () => this.#resultOfStart(child, attempts);
  }

  #startChild(spec: OtpChild): Answer {
    const state = this.#state(spec.id);
    if (state !== undefined) {
      return this.#refuse(`{error,already_${state === "running" ? "started" : "present"}}`, true);
    }
    const attempts = this.#world.attempts(spec.id);
    this.#nested.learn("top", [spec]);
    const answer = this.#top.group.start(childSpec(this.#world, spec, this.#top, this.#setting));
    if (answer !== "started") return () => answerToStart(answer);
    return () => {
      const result = this.#resultOfStart(spec.id, attempts);
      if (!result.startsWith("{error")) this.#specs.set(spec.id, spec);
      // What could not be started is not kept by Erlang.
      else void this.#top.group.remove(spec.id);
      return result;
    };
  }

  #terminatePid(child: string): Answer {
    const known = this.#top.group.children().find(({ name }) => this.#world.idOf(name) === child);
    // It has ended meanwhile.
    if (known === undefined) return () => this.#trace.system === "otp" ? "ok" : "{error,not_found}";
    void this.#top.group.remove(known.name);
    return () => "ok";
  }

  /** Erlang's three calls by a child's name. What it refuses and a handle of ours would do is left undone. */
  #callByName(op: NamedCall, child: string): Answer {
    const state = this.#state(child);
    if (state === undefined) return this.#refuse("{error,not_found}", this.#isListed(child) && op !== "delete_child");
    if (op === "terminate_child") {
      void this.#top.group.stop(child);
      return () => "ok";
    }
    if (state !== "stopped") return this.#refuse(`{error,${state}}`, true);
    if (op === "delete_child") {
      this.#specs.delete(child);
      void this.#top.group.remove(child);
      return () => "ok";
    }
    const attempts = this.#world.attempts(child);
    void this.#top.group.restart(child);
    return () => this.#resultOfStart(child, attempts);
  }

  #refuse(answer: string, isDifferent: boolean): Answer {
    if (isDifferent) this.#world.uses.add("idempotent-operations");
    return () => answer;
  }

  /** What a start that was just asked for has given. */
  #resultOfStart(child: string, attempts: number): string {
    const last = this.#world.order.findLast(({ subject, text }) => subject === child && /^[+!]/.test(text));
    if (this.#world.attempts(child) === attempts || last === undefined) return "{error,not_started}";
    if (last.text.startsWith("+")) return "ok";
    if (last.text.endsWith(":ignore")) return "ok_undefined";
    const end = this.#world.order.findLast(({ subject }) => subject === child)!.text;
    const reason = /^-[^:]*:(.*) by supervisor$/.exec(end)?.[1];
    return `{error,${reason ?? (last.text.endsWith(":exception") ? "start_exception" : "start_failed")}}`;
  }

  #isListed(child: string): boolean {
    return this.#top.group.children().some(({ name }) => name === child);
  }

  #state(child: string): string | undefined {
    return this.children().find(({ id }) => id === child)?.state;
  }

  /** Erlang forgets a temporary child when it ends, a simple supervisor any child. */
  #listed(
    group: GroupHandle,
    retrying: ReadonlySet<string>,
    specs: readonly OtpChild[],
  ): OtpTrace["observed"]["final"] {
    const forgets = this.#trace.config.strategy === "simple_one_for_one" || this.#trace.system !== "otp";
    return group.children().flatMap(({ name, status }) => {
      const state = retrying.has(name) ? "restarting" : stateOf(status);
      const id = this.#world.idOf(name);
      const spec = specs.find((each) => each.id === id);
      if (state === "stopped" && (forgets || spec?.restart === "temporary")) return [];
      if (spec?.sup === undefined || state !== "running") return [{ id, state }];
      const process = this.#world.supervisors.get(id)?.supervisor;
      const children = process === undefined
        ? this.#listed(group.group(name)!, retrying, spec.sup.children)
        : this.#listed(process.group, process.mailbox.retrying, spec.sup.children);
      return [{ id, state, children }];
    });
  }
}

/** A status of ours in Erlang's words. */
function stateOf(status: ChildInfo["status"]): string {
  switch (status) {
    case "starting":
    case "ready":
    case "unready":
    case "stopping":
      return "running";
    case "waiting":
    case "cooling":
    case "held":
      return "restarting";
    case "idle":
    case "abandoned":
    case "completed":
    case "stopped":
    case "gave-up":
    case "escalated":
      return "stopped";
    default:
      return status satisfies never;
  }
}

function answerToStart(answer: string): string {
  if (answer === "full") return "{error,max_children}";
  return answer === "closed" ? noProcess : "ok";
}
