import { Failure } from "../core/failure.ts";
import type { Supervision } from "../core/supervision.ts";
import type { Life } from "./engine_run.ts";
import { type LifePlan, stopOf } from "./life_plan.ts";
import type { PolicyScene } from "./policy_scene.ts";
import type { Act } from "./scenario.ts";
import { scriptedError } from "./simulated_worker.ts";

/** One incarnation of a simulated worker, without promises. */
export class PolicyLife {
  readonly #scene: PolicyScene;
  readonly #supervision: Supervision;
  readonly #life: Life;
  readonly #plan: LifePlan;
  #deaf: boolean;
  #goesOnUntilMs = Infinity;
  #next = 0;

  constructor(scene: PolicyScene, supervision: Supervision, incarnation: number, plan: LifePlan) {
    this.#scene = scene;
    this.#supervision = supervision;
    this.#plan = plan;
    this.#deaf = plan.onStop === "ignore" && plan.stops === undefined;
    const { path: worker } = supervision;
    this.#life = { worker, incarnation, fromMs: scene.nowMs, askedToStopMs: undefined, toMs: undefined };
    scene.lives?.push(this.#life);
    this.#goOn();
  }

  askToStop(): void {
    if (this.#life.toMs !== undefined) return;
    this.#life.askedToStopMs = this.#scene.nowMs;
    if (!this.#deaf) this.#heed();
  }

  /** Takes notice that it was asked to stop. */
  #heed(): void {
    const { nowMs } = this.#scene;
    const { goesOnUntilMs = nowMs, endsAfterMs, error } = stopOf(this.#plan, nowMs);
    const thrown = error && scriptedError(error);
    this.#goesOnUntilMs = goesOnUntilMs;
    if (endsAfterMs === undefined) return this.#end(thrown);
    this.#at(nowMs + endsAfterMs, () => this.#end(thrown));
  }

  /** Performs the next act, when it is due and unless the worker stops before. */
  #goOn(): void {
    const act = this.#plan.acts[this.#next++];
    if (act === undefined) return;
    this.#at(Math.max(this.#scene.nowMs, act.atMs), () => {
      if (this.#scene.nowMs < this.#goesOnUntilMs) this.#perform(act);
    });
  }

  #perform(act: Act): void {
    const { nowMs } = this.#scene;
    const { incarnation } = this.#life;
    switch (act.do) {
      case "ready":
        this.#supervision.onReady(incarnation, act.reason, nowMs);
        this.#scene.tell();
        return this.#goOn();
      case "not-ready":
        this.#supervision.onNotReady(incarnation, act.reason, nowMs);
        this.#scene.tell();
        return this.#goOn();
      case "crash":
        return this.#end(scriptedError(act.error!));
      case "return":
        return this.#end(undefined);
      case "hang":
        this.#deaf = true;
        return this.#at(this.#plan.hangsUntilMs ?? Infinity, () => {
          this.#deaf = false;
          if (this.#life.askedToStopMs === undefined) this.#goOn();
          else this.#heed();
        });
      default:
        act.do satisfies never;
    }
  }

  /** Nothing that an ended incarnation had in mind happens any more. */
  #at(atMs: number, act: () => void): void {
    if (atMs === Infinity) return;
    this.#scene.timers.push(this.#scene.after(atMs - this.#scene.nowMs), {
      fire: () => {
        if (this.#life.toMs !== undefined) return;
        act();
        this.#scene.settle();
      },
    });
  }

  #end(thrown: Error | undefined): void {
    this.#life.toMs = this.#scene.nowMs;
    const failure = thrown && new Failure(thrown);
    this.#scene.afterwards(() => this.#supervision.onExit(this.#life.incarnation, failure, this.#scene.nowMs));
  }
}
