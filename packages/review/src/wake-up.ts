import { type FSWatcher, watch } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** A busy gateway notifies many times a second: changes are gathered for this long. */
const settleMs = 20

/** Tells when files in folders may have changed. */
export interface WakeUp {
  /** Watches exactly these folders from now on; those that cannot be watched are left to the polling. */
  watch(folders: string[]): void
  /** Resolves when something changed since the last call, when the signal aborts, or after the polling interval. */
  next(): Promise<void>
  close(): void
}

/** File system notifications with polling for where they do not reach: network drives, folders that appear later. */
export function createWakeUp(options: { pollMs: number; signal: AbortSignal }): WakeUp {
  const watchers = new Map<string, FSWatcher>()
  let changed = false
  let resolveNext: (() => void) | undefined
  const wake = () => {
    changed = true
    resolveNext?.()
  }
  const forget = (folder: string) => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  options.signal.addEventListener('abort', wake)
  return {
    watch(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder)) forget(folder)
      for (const folder of folders.filter(each => !watchers.has(each))) {
        const watcher = tryWatch(folder, wake)
        watcher?.on('error', () => forget(folder))
        if (watcher !== undefined) watchers.set(folder, watcher)
      }
    },
    async next() {
      if (!changed && !options.signal.aborted) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, options.pollMs)
          resolveNext = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      resolveNext = undefined
      if (changed && !options.signal.aborted) await wait(settleMs)
      changed = false
    },
    close() {
      options.signal.removeEventListener('abort', wake)
      for (const folder of [...watchers.keys()]) forget(folder)
    },
  }
}

/** undefined where a folder cannot be watched, or the system's limit of watchers is reached. */
function tryWatch(folder: string, wake: () => void): FSWatcher | undefined {
  try {
    return watch(folder, wake)
  } catch {
    return undefined
  }
}
