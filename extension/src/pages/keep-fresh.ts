import type { Timers } from './worker-answer.ts'

/** Whether somebody can see the page, and a call when that changes. */
export interface Visibility {
  isVisible(): boolean
  onChange(changed: () => void): void
}

export interface FreshOptions {
  refresh: () => Promise<void>
  /** Pause between the end of one refresh and the start of the next. */
  everyMs: number
  visibility: Visibility
  timers: Timers
}

/** Refreshes at once and again while the page is visible; stops when it is hidden, starts when it is back. */
export function keepFresh(options: FreshOptions): void {
  const { refresh, everyMs, visibility, timers } = options
  let timer: unknown
  let busy = false
  const turn = async () => {
    timer = undefined
    if (busy || !visibility.isVisible()) return
    busy = true
    try {
      await refresh()
    } finally {
      busy = false
      if (visibility.isVisible()) timer = timers.set(() => void turn(), everyMs)
    }
  }
  visibility.onChange(() => {
    if (timer !== undefined) timers.clear(timer)
    void turn()
  })
  void turn()
}
