import { setTimeout as wait } from 'node:timers/promises'
import type { SensorView } from '@weaklayer/extension/protocol'
import { failure } from '../failure.ts'
import type { SensorPage } from './sensor-page.ts'

export interface WaitOptions {
  /** @default 30,000 */
  timeoutMs?: number
  /** Called about once a second with what is still waiting. */
  progress?: (view: SensorView) => void
}

const stepMs = 100
const stepsPerSecond = 10

/** Waits until the sensor is connected and its queue is empty; gives its last view. @throws NOT_DELIVERED */
export async function waitUntilDelivered(page: SensorPage, options: WaitOptions = {}): Promise<SensorView> {
  const { timeoutMs = 30_000, progress } = options
  const deadlineMs = performance.now() + timeoutMs
  for (let step = 0; ; step++) {
    if (step % stepsPerSecond === 0) await page.ask({ ask: 'flush' })
    const view = await page.askView()
    if (view.queue.events === 0 && view.connection.state === 'connected') return view
    if (performance.now() > deadlineMs) throw notDelivered(view, timeoutMs)
    if (step % stepsPerSecond === stepsPerSecond - 1) progress?.(view)
    await wait(stepMs)
  }
}

function notDelivered(view: SensorView, timeoutMs: number): Error {
  const { lastError, state } = view.connection
  const why = lastError === undefined ? `connection: ${state}` : `${lastError.code}, ${lastError.message}`
  return failure({
    code: 'NOT_DELIVERED',
    message: `After ${timeoutMs / 1000} s ${view.queue.events} events still wait in the browser (${why}).`,
    todo: lastError?.todo ?? 'See whether the gateway runs; the events stay in the profile and go out later.',
  })
}
