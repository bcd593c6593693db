import type { Counts } from './counts.ts'
import type { Dice } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { Trace } from './trace.ts'

/** What every part of a simulated world has in common. */
export interface Surroundings {
  scheduler: Scheduler
  dice: Dice
  trace: Trace
  counts: Counts
}
