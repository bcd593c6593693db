/** What the load is told to do. */
export interface Play {
  /** A name: each server gets every batch once. */
  server: string
  port: number
  https: boolean
  connections: number
  seconds: number
  /** Most events a second. @default as many as the server takes */
  eventsPerSecond?: number
}

/** What came of it. */
export interface Played {
  /** Of batches that were answered with 200. */
  events: number
  /** Batches that were answered otherwise. */
  refused: number
  seconds: number
  p50Ms: number
  p99Ms: number
  statuses: Record<string, number>
}
