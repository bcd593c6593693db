import type { ScreenOptions } from './start-screen.ts'

type WindowPorts = Pick<ScreenOptions, 'root' | 'nowMs' | 'timers' | 'visibility' | 'copyText'>

/** What a screen needs of its own window: clock, timers, visibility, clipboard, and where to draw. */
export function windowPorts(): WindowPorts {
  return {
    root: document.body,
    nowMs: () => Date.now(),
    timers: {
      set: (run, afterMs) => setTimeout(run, afterMs),
      clear: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
    },
    visibility: {
      isVisible: () => document.visibilityState === 'visible',
      onChange: changed => document.addEventListener('visibilitychange', changed),
    },
    copyText: text => navigator.clipboard.writeText(text),
  }
}
