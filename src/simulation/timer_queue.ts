/** What {@linkcode TimerQueue.pushCancellable} answers; good for {@linkcode TimerQueue.cancel} of the same queue, once. */
export interface TimerTicket {
  readonly slot: number;
  readonly order: number;
}

const cancelled = Symbol("cancelled");

/** Children per node: 4 makes the heap half as deep as 2 does, and the four times lie in one or two cache lines. */
const arity = 4;

/**
 * Items in the order of their times; items of the same time in the order in which they were pushed.
 *
 * A d-ary heap over parallel arrays: push and pop are O(log n), nothing is allocated for an item but its place. Released
 * and cancelled items are not referenced any more; the memory of the arrays is kept for the next ones.
 *
 * @typeParam T What is queued; `undefined` is better left out, since `pop()` answers it for an empty queue.
 */
export class TimerQueue<T> {
  // In heap order. Behind the heap's end `#slots` holds the free slots, so that it is always a permutation.
  #times: Float64Array = new Float64Array(16);
  #slots: Int32Array = Int32Array.from({ length: 16 }, (_, slot) => slot);
  #length = 0;
  // By slot. The order of pushing is read for ties only, so it need not move with the times.
  #orders: Float64Array = new Float64Array(16).fill(-1);
  #items: (T | typeof cancelled | undefined)[] = new Array(16).fill(undefined);
  #pushed = 0;
  #cancelledCount = 0;

  /** How many items are waiting; cancelled ones do not count. */
  get size(): number {
    return this.#length - this.#cancelledCount;
  }

  /** The time of the earliest item, in milliseconds; `Infinity` when nothing waits. */
  peekTimeMs(): number {
    return this.#length === 0 ? Infinity : this.#times[0]!;
  }

  /**
   * Queues `item` for `atMs`, behind everything that is queued for the same time.
   *
   * @param atMs Milliseconds; any finite number, times in the past are not special.
   * @throws {RangeError} For a time that is not finite.
   */
  push(atMs: number, item: T): void {
    this.#push(atMs, item);
  }

  /**
   * As {@linkcode push}, with a ticket that takes the item out again.
   *
   * @throws {RangeError} For a time that is not finite.
   */
  pushCancellable(atMs: number, item: T): TimerTicket {
    return { slot: this.#push(atMs, item), order: this.#pushed - 1 };
  }

  /** Takes the earliest item out and answers it; `undefined` when nothing waits. */
  pop(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#removeFirst();
    if (this.#cancelledCount > 0) this.#dropCancelledHead();
    return item as T;
  }

  /** Takes the ticket's item out. Answers whether it was still waiting: one that was popped or cancelled before is not. */
  cancel(ticket: TimerTicket): boolean {
    const { slot, order } = ticket;
    if (this.#orders[slot] !== order || this.#items[slot] === cancelled) return false;
    this.#items[slot] = cancelled;
    this.#cancelledCount++;
    if (this.#cancelledCount * 2 > this.#length) this.#compact();
    else this.#dropCancelledHead();
    return true;
  }

  #push(atMs: number, item: T): number {
    if (!(atMs - atMs === 0)) {
      throw new RangeError(`Cannot queue a timer: its time must be a finite number, received ${atMs}`);
    }
    if (this.#length === this.#slots.length) this.#grow();
    const slot = this.#slots[this.#length]!;
    this.#orders[slot] = this.#pushed++;
    this.#items[slot] = item;
    this.#siftUp(this.#length++, atMs, slot);
    return slot;
  }

  #removeFirst(): T | typeof cancelled | undefined {
    const slots = this.#slots;
    const slot = slots[0]!;
    const last = --this.#length;
    const lastSlot = slots[last]!;
    slots[last] = slot;
    if (last > 0) this.#siftDown(0, this.#times[last]!, lastSlot);
    const item = this.#items[slot];
    this.#items[slot] = undefined;
    this.#orders[slot] = -1;
    return item;
  }

  #dropCancelledHead(): void {
    while (this.#length > 0 && this.#items[this.#slots[0]!] === cancelled) {
      this.#removeFirst();
      this.#cancelledCount--;
    }
  }

  /** Fills the hole at `index` or above it. The new entry is the youngest, so a tie with a parent leaves it where it is. */
  #siftUp(index: number, timeMs: number, slot: number): void {
    const times = this.#times;
    const slots = this.#slots;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const parentMs = times[parent]!;
      if (parentMs <= timeMs) break;
      times[index] = parentMs;
      slots[index] = slots[parent]!;
      index = parent;
    }
    times[index] = timeMs;
    slots[index] = slot;
  }

  #siftDown(index: number, timeMs: number, slot: number): void {
    const times = this.#times;
    const slots = this.#slots;
    const orders = this.#orders;
    const length = this.#length;
    while (true) {
      const first = index * arity + 1;
      if (first >= length) break;
      const end = Math.min(first + arity, length);
      let least = first;
      let leastMs = times[first]!;
      for (let child = first + 1; child < end; child++) {
        const childMs = times[child]!;
        if (childMs > leastMs) continue;
        if (childMs === leastMs && orders[slots[child]!]! > orders[slots[least]!]!) continue;
        least = child;
        leastMs = childMs;
      }
      if (timeMs < leastMs || (timeMs === leastMs && orders[slot]! < orders[slots[least]!]!)) break;
      times[index] = leastMs;
      slots[index] = slots[least]!;
      index = least;
    }
    times[index] = timeMs;
    slots[index] = slot;
  }

  #compact(): void {
    const times = this.#times;
    const slots = this.#slots;
    let live = 0;
    for (let index = 0; index < this.#length; index++) {
      const slot = slots[index]!;
      if (this.#items[slot] === cancelled) {
        this.#items[slot] = undefined;
        this.#orders[slot] = -1;
        continue;
      }
      times[live] = times[index]!;
      slots[index] = slots[live]!;
      slots[live++] = slot;
    }
    this.#length = live;
    this.#cancelledCount = 0;
    for (let index = (live - 2) >> 2; index >= 0; index--) this.#siftDown(index, times[index]!, slots[index]!);
  }

  #grow(): void {
    const before = this.#slots.length;
    const times = new Float64Array(before * 2);
    times.set(this.#times);
    const orders = new Float64Array(before * 2).fill(-1);
    orders.set(this.#orders);
    const slots = new Int32Array(before * 2);
    slots.set(this.#slots);
    for (let slot = before; slot < before * 2; slot++) slots[slot] = slot;
    this.#times = times;
    this.#orders = orders;
    this.#slots = slots;
    for (let slot = before; slot < before * 2; slot++) this.#items.push(undefined);
  }
}
