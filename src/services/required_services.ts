import type { ServiceNode } from "./service_node.ts";

/** Those services that the application cannot do without: how many there are, and whether all of them are ready. */
export class RequiredServices {
  readonly #unready = new Set<ServiceNode>();
  #all = 0;
  #wereReady = false;

  /** How many there are. */
  get all(): number {
    return this.#all;
  }

  /** How many of them are ready. */
  get ready(): number {
    return this.#all - this.#unready.size;
  }

  /** Whether all of them are ready now. */
  get areReady(): boolean {
    return this.#unready.size === 0;
  }

  /** Whether all of them have ever been ready at once. */
  get wereReady(): boolean {
    return this.#wereReady;
  }

  /** A service is part of the tree from now on. */
  add(node: ServiceNode): void {
    if (!node.counts) return;
    this.#all++;
    this.#unready.add(node);
  }

  /** A service is part of the tree no more. */
  remove(node: ServiceNode): void {
    if (node.counts) this.#all--;
    this.#unready.delete(node);
  }

  /** A service may have become ready, or be lost. */
  look(node: ServiceNode): void {
    if (!node.counts) return;
    if (node.isReady) this.#unready.delete(node);
    else this.#unready.add(node);
    if (this.areReady) this.#wereReady = true;
  }
}
