/** What the process that asks is told, and what it answers. */
export interface AskPlan {
  directory: string
  events: number
  /** How often each question is asked. */
  rounds: number
  /** Only these questions, by their place. @default all */
  only?: number[]
}

export interface Asked {
  /** Opening the store, milliseconds. */
  openMs: number
  /** By place of the question: the milliseconds of each round. */
  times: Record<number, number[]>
  /** Peak memory, MiB. */
  peakMiB: number
}
