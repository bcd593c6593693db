import type { FrameReport } from '../protocol.ts'

/** Hands a report over to the worker and gives its number; `location` is that of the frame's last WindowLocation. */
export interface Emit {
  (report: FrameReport): number
  location: number
}
