/** Whether a service is ready, apart from its status, and why: the first reason stays as long as that does. */
export class ReadinessLatch {
  #isReady = false;
  #reason: string | undefined;
  #losses = 0;
  #readyIn = 0;

  /** Whether it is ready. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Why it is, or is not; `undefined` if nobody said. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** How often it was lost. */
  get losses(): number {
    return this.#losses;
  }

  /** The last run in which it was ready; 0 for none. */
  get readyIn(): number {
    return this.#readyIn;
  }

  /** It is said to be ready, or not; answers whether that is news. */
  become(ready: boolean, reason: string | undefined, incarnation: number): boolean {
    if (this.#isReady === ready) return false;
    this.#isReady = ready;
    this.#reason = reason;
    if (ready) this.#readyIn = incarnation;
    else this.#losses++;
    return true;
  }

  /** It is not ready, whatever it was before, and that is why. */
  lose(reason: string | undefined): void {
    if (this.#isReady) this.#losses++;
    this.#isReady = false;
    this.#reason = reason;
  }
}
