/** One way in which the load comes. */
export interface Scene {
  name: string
  eventsPerBatch: number
  connections: number
  groups: number
  https: boolean
  /** Of one more gateway, beside the usual one. */
  workers?: number
}

const usual = { eventsPerBatch: 50, connections: 64, groups: 1, https: false }

export const scenes: readonly Scene[] = [
  { ...usual, name: 'batches of 50' },
  { ...usual, name: 'batches of 500', eventsPerBatch: 500 },
  { ...usual, name: 'batches of 1', eventsPerBatch: 1 },
  { ...usual, name: 'batches of 50, 10 groups', groups: 10 },
  { ...usual, name: 'batches of 500, 10 groups', eventsPerBatch: 500, groups: 10 },
  { ...usual, name: 'batches of 50, 100 groups', groups: 100 },
  { ...usual, name: 'batches of 500, 100 groups', eventsPerBatch: 500, groups: 100 },
  { ...usual, name: 'batches of 50, 8 connections', connections: 8 },
  { ...usual, name: 'batches of 50, 256 connections', connections: 256 },
  { ...usual, name: 'batches of 50, HTTPS', https: true },
  { ...usual, name: 'batches of 500, HTTPS', eventsPerBatch: 500, https: true },
  { ...usual, name: 'batches of 50, 2 workers', workers: 2 },
]
