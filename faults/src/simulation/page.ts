import { createLink, type FramePort, type FrameReport } from '@weaklayer/extension/testing'
import { newProcess, type Process, runAs } from './process.ts'
import type { Scheduler } from './scheduler.ts'

/** A frame of a page, with the content script's own hand-over. */
export interface Page {
  readonly process: Process
  /** Names its reports. */
  readonly name: string
  readonly tabId: number
  /** Reports so far. */
  told: number
  report(report: FrameReport): void
  /** Reports that the worker has not acknowledged. */
  unacknowledged(): number
  /** Back from the back/forward cache. */
  comeBack(): void
  close(): void
}

export interface PageOptions {
  scheduler: Scheduler
  name: string
  tabId: number
  /** 16 hex digits. */
  frame: string
  nowMs(): number
  connect(process: Process): FramePort
}

export function openPage({ scheduler, name, tabId, frame, nowMs, connect }: PageOptions): Page {
  const process = newProcess(`page ${name}`, scheduler)
  let emitted = 0
  let acked = 0
  const controller = new AbortController()
  const link = runAs(process, () =>
    createLink(
      {
        frame,
        nowMs,
        held: false,
        connect() {
          const port = connect(process)
          port.onMessage.addListener(message => {
            acked = Math.max(acked, message.acked)
          })
          return port
        },
        onGone: () => controller.abort(),
      },
      controller.signal,
    ),
  )
  return {
    process,
    name,
    tabId,
    told: 0,
    report: report =>
      runAs(process, () => {
        emitted = link.emit(report)
      }),
    unacknowledged: () => emitted - acked,
    comeBack: () => runAs(process, () => link.reconnect()),
    close: () => scheduler.kill(process),
  }
}
