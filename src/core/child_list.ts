import type { Supervision } from "./supervision.ts";

/** So many holes may be left before the list is closed up. */
const holesLeft = 16;

/** The children of a group in start order, found by name. Children come and go: who leaves leaves a hole, until there are too many. */
export class ChildList {
  #places: (Supervision | undefined)[] = [];
  #holes = 0;
  #byName: Map<string, Supervision> | undefined;

  /** How many places there are, holes too. */
  get length(): number {
    return this.#places.length;
  }

  /** How many children there are. */
  get size(): number {
    return this.#places.length - this.#holes;
  }

  /** The child in this place; `undefined` for a hole. */
  at(index: number): Supervision | undefined {
    return this.#places[index];
  }

  /** The child of this name. */
  named(name: string): Supervision | undefined {
    // Most groups are never asked.
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const child of this) this.#byName.set(child.name, child);
    }
    return this.#byName.get(name);
  }

  /** Appends a child; its index must be the list's length. */
  add(child: Supervision): void {
    this.#places.push(child);
    this.#byName?.set(child.name, child);
  }

  /** Takes a child out; answers whether it was there. */
  remove(child: Supervision): boolean {
    if (this.#places[child.index] !== child) return false;
    this.#places[child.index] = undefined;
    this.#holes++;
    if (this.#byName?.get(child.name) === child) this.#byName.delete(child.name);
    return true;
  }

  /** Closes up the holes when they are the most of the list: whoever comes after them moves up. */
  tidy(): void {
    if (this.#holes <= holesLeft || this.#holes * 2 <= this.#places.length) return;
    this.#places = [...this];
    this.#holes = 0;
    for (let i = 0; i < this.#places.length; i++) this.#places[i]!.index = i;
  }

  /** The children, in start order. */
  *[Symbol.iterator](): Generator<Supervision> {
    for (const child of this.#places) if (child !== undefined) yield child;
  }
}
