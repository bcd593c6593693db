/** Something that is due at a time. */
export interface Due {
  atMs: number
}

/** What is due first comes out first; of one time, what came in first. */
export interface TimerHeap<Item extends Due> {
  push(item: Item): void
  peek(): Item | undefined
  pop(): Item | undefined
}

interface Entry<Item> {
  item: Item
  order: number
}

export function createTimerHeap<Item extends Due>(): TimerHeap<Item> {
  const entries: Entry<Item>[] = []
  let orders = 0
  return {
    push(item) {
      entries.push({ item, order: orders++ })
      rise(entries)
    },
    peek: () => entries[0]?.item,
    pop() {
      const top = entries[0]
      const last = entries.pop()
      if (top !== undefined && last !== undefined && entries.length > 0) {
        entries[0] = last
        sink(entries)
      }
      return top?.item
    },
  }
}

function isBefore(one: Entry<Due> | undefined, other: Entry<Due> | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined
  return one.item.atMs === other.item.atMs ? one.order < other.order : one.item.atMs < other.item.atMs
}

function rise<Item extends Due>(entries: Entry<Item>[]): void {
  for (let index = entries.length - 1; index > 0; ) {
    const parent = (index - 1) >> 1
    if (!isBefore(entries[index], entries[parent])) return
    swap(entries, index, parent)
    index = parent
  }
}

function sink<Item extends Due>(entries: Entry<Item>[]): void {
  for (let index = 0; ; ) {
    const left = 2 * index + 1
    const child = isBefore(entries[left + 1], entries[left]) ? left + 1 : left
    if (!isBefore(entries[child], entries[index])) return
    swap(entries, index, child)
    index = child
  }
}

function swap<Item>(entries: Item[], one: number, other: number): void {
  const kept = entries[one] as Item
  entries[one] = entries[other] as Item
  entries[other] = kept
}
