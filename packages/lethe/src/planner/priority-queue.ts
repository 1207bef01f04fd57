/** Numbers, the smallest of them first: a binary heap. */
export class PriorityQueue {
  readonly #heap: number[] = [];

  add(number: number): void {
    const heap = this.#heap;
    let at = heap.push(number) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#at(parent) <= number) break;
      heap[at] = this.#at(parent);
      at = parent;
    }
    heap[at] = number;
  }

  /** Undefined where none is left. */
  takeFirst(): number | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(number: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(child) >= number) break;
      heap[at] = this.#at(child);
      at = child;
    }
    heap[at] = number;
  }

  #at(index: number): number {
    return this.#heap[index] as number;
  }
}
