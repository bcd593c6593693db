import { followStore, letOthersFirst } from '@weaklayer/review'
import { isFailure, systemCode } from '../failure.ts'
import type { StoreNews } from './store-messages.ts'

/** Keeps a store of the events that the gateway writes: `node store-process.ts EVENTS STORE`. */
const [events = '', store = ''] = process.argv.slice(2)

/** Ctrl+C reaches the whole process group; the starter decides when this ends. */
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

const controller = new AbortController()
/** The starter lets go of the channel, also when it is killed. */
process.once('disconnect', () => controller.abort())
process.once('SIGTERM', () => controller.abort())

try {
  const onCaughtUp = () => tell({ status: 'started' })
  letOthersFirst()
  await followStore(events, store, { signal: controller.signal, onCaughtUp })
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  const todo = isFailure(error) ? error.todo : 'Remove the store: it is made again from the events.'
  tell({ status: 'failed', code: systemCode(error) ?? 'STORE_FAILED', message, todo })
  process.exitCode = 1
}
if (process.connected) process.disconnect()

function tell(news: StoreNews): void {
  if (process.connected) process.send?.(news)
}
