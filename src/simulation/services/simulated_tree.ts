import type { ChildSpec } from "../../drivers/group_spec.ts";
import type { ServiceDefinition } from "../../services/service_definition.ts";
import type { ServiceNode } from "../../services/service_node.ts";
import { ServiceTree, type TreeOptions } from "../../services/service_tree.ts";
import type { RandomStreams } from "../random_streams.ts";

/** A tree of services in which each one has chance of its own, so that one more of them never shifts what another draws. */
export class SimulatedTree extends ServiceTree {
  readonly #streams: RandomStreams;

  constructor(definitions: readonly ServiceDefinition[], options: TreeOptions, streams: RandomStreams) {
    super(definitions, options);
    this.#streams = streams;
  }

  override specOf(node: ServiceNode): ChildSpec {
    return { ...super.specOf(node), random: this.#streams.stream(`jitter:${node.path}`) };
  }
}

/** Makes the tree of a simulated application. */
export type MakeSimulatedTree = (
  definitions: readonly ServiceDefinition[],
  options: TreeOptions,
  streams: RandomStreams,
) => SimulatedTree;
