import type { ServiceNode } from "./service_node.ts";

/** Tells those who want to know, because they have a hook for that, when a service that they depend on is ready, or is not any more. */
export class DependencyNews {
  /** Who wants to know of a service, by its path. */
  readonly #curious = new Map<string, Set<ServiceNode>>();
  readonly #ready = new Set<ServiceNode>();

  /** A service is part of the tree from now on. */
  add(node: ServiceNode): void {
    for (const path of wanted(node)) {
      const others = this.#curious.get(path);
      if (others === undefined) this.#curious.set(path, new Set([node]));
      else others.add(node);
    }
  }

  /** A service is part of the tree no more. */
  remove(node: ServiceNode): void {
    this.#ready.delete(node);
    for (const path of wanted(node)) {
      const others = this.#curious.get(path);
      others?.delete(node);
      if (others?.size === 0) this.#curious.delete(path);
    }
  }

  /** A service may have become ready, or be lost. */
  look(node: ServiceNode): void {
    const { isReady: ready, definition: { name }, reason } = node;
    if (ready === this.#ready.has(node)) return;
    if (ready) this.#ready.add(node);
    else this.#ready.delete(node);
    const change = { name, ready, ...(reason === undefined ? {} : { reason }) };
    for (const dependent of this.#curious.get(node.path) ?? []) dependent.run?.dependencyChanged(change);
  }
}

/** The paths of those that a service wants to know of. */
function wanted({ definition, parent }: ServiceNode): readonly string[] {
  if (definition.hooks.onDependencyChange === undefined) return [];
  return definition.dependsOn.map((name) => parent === undefined ? name : `${parent.path}/${name}`);
}
