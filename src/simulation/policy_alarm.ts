import { sameInstantMs } from "../drivers/alarm.ts";
import type { PolicyScene } from "./policy_scene.ts";

/** What the drivers' alarm is: one deadline that can be moved. */
export class PolicyAlarm {
  readonly #scene: PolicyScene;
  readonly #ring: (nowMs: number) => void;
  #dueMs = Infinity;
  #wakesAtMs = Infinity;
  /** Which sleep counts: what was asked for before wakes nobody. */
  #sleeping = 0;

  constructor(scene: PolicyScene, ring: (nowMs: number) => void) {
    this.#scene = scene;
    this.#ring = ring;
  }

  set(dueMs: number, lazily: boolean): void {
    if (dueMs === this.#dueMs && this.#wakesAtMs === dueMs) return;
    this.#dueMs = dueMs;
    if (this.#wakesAtMs === dueMs || (lazily && this.#wakesAtMs < dueMs)) return;
    this.#cancel();
    if (dueMs !== Infinity) this.#sleep();
  }

  clear(): void {
    this.#dueMs = Infinity;
    this.#cancel();
  }

  #cancel(): void {
    this.#wakesAtMs = Infinity;
    this.#sleeping++;
  }

  #sleep(): void {
    const { timers, nowMs } = this.#scene;
    const sleeping = ++this.#sleeping;
    this.#wakesAtMs = this.#dueMs;
    timers.push(this.#scene.after(this.#dueMs - nowMs), {
      fire: () => sleeping === this.#sleeping && this.#wake(),
    });
  }

  #wake(): void {
    this.#wakesAtMs = Infinity;
    if (this.#dueMs === Infinity) return;
    const { nowMs } = this.#scene;
    if (this.#dueMs - nowMs > sameInstantMs) return this.#sleep();
    const dueMs = this.#dueMs;
    this.#dueMs = Infinity;
    this.#ring(Math.max(nowMs, dueMs));
  }
}
