import type { Process } from './process.ts'

/** Something that happens at a time, if its process still lives. */
interface Happening {
  atMs: number
  process: Process
  run(): void
}

interface Entry {
  happening: Happening
  order: number
}

/** What is to come, by time; of one time, by who asked first. */
export interface EventQueue {
  add(happening: Happening): void
  cancel(happening: Happening): void
  /** The next one up to a time; it stays until it is cancelled. */
  next(untilMs: number): Happening | undefined
}

export function createQueue(): EventQueue {
  const heap: Entry[] = []
  const cancelled = new Set<Happening>()
  let orders = 0
  return {
    add(happening) {
      heap.push({ happening, order: orders++ })
      rise(heap, heap.length - 1)
    },
    cancel: happening => void cancelled.add(happening),
    next(untilMs) {
      for (let top = heap[0]; top !== undefined; top = heap[0]) {
        const { happening } = top
        if (happening.process.alive && !cancelled.has(happening)) {
          return happening.atMs <= untilMs ? happening : undefined
        }
        cancelled.delete(happening)
        removeTop(heap)
      }
      return undefined
    },
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.happening.atMs === right.happening.atMs
    ? left.order < right.order
    : left.happening.atMs < right.happening.atMs
}

function swap(heap: Entry[], one: number, other: number): void {
  const kept = heap[one] as Entry
  heap[one] = heap[other] as Entry
  heap[other] = kept
}

function rise(heap: Entry[], from: number): void {
  for (let index = from; index > 0; ) {
    const parent = (index - 1) >> 1
    if (!isBefore(heap[index] as Entry, heap[parent] as Entry)) return
    swap(heap, index, parent)
    index = parent
  }
}

function removeTop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  for (let index = 0; ; ) {
    const least = [index, 2 * index + 1, 2 * index + 2]
      .filter(one => one < heap.length)
      .reduce((one, other) => (isBefore(heap[other] as Entry, heap[one] as Entry) ? other : one))
    if (least === index) return
    swap(heap, index, least)
    index = least
  }
}
