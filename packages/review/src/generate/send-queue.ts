/** Things by when they are due, the earliest first. */
export interface SendQueue<Item extends { dueUs: number }> {
  add(item: Item): void
  /** Takes the earliest away; undefined when there is none. */
  take(): Item | undefined
}

/** A binary heap. Of two that are due together, either comes first, but always the same one. */
export function createSendQueue<Item extends { dueUs: number }>(): SendQueue<Item> {
  const heap: Item[] = []
  const due = (at: number) => (heap[at] as Item).dueUs
  const swap = (one: number, other: number) => {
    const item = heap[one] as Item
    heap[one] = heap[other] as Item
    heap[other] = item
  }
  function sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      if (left >= heap.length) return
      const least = left + 1 < heap.length && due(left + 1) < due(left) ? left + 1 : left
      if (due(at) <= due(least)) return
      swap(at, least)
      at = least
    }
  }
  return {
    add(item) {
      heap.push(item)
      for (let at = heap.length - 1; at > 0; ) {
        const above = (at - 1) >> 1
        if (due(above) <= due(at)) return
        swap(at, above)
        at = above
      }
    },
    take() {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined || heap.length === 0) return first
      heap[0] = last
      sink()
      return first
    },
  }
}
