import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { failure } from '../failure.ts'
import type { Started } from './ending.ts'
import type { StoreNews } from './store-messages.ts'

const closingPatienceMs = 15_000

export interface StorePlaces {
  eventsDirectory: string
  storeDirectory: string
}

/**
 * Starts a process that keeps a store of the events; resolves when it holds those that were there. `close` ends it once
 * everything that was written is in it.
 * @throws STORE_FAILED, or what the store says
 */
export async function runStore({ eventsDirectory, storeDirectory }: StorePlaces): Promise<Started> {
  const script = join(import.meta.dirname, 'store-process.ts')
  const child = fork(script, [eventsDirectory, storeDirectory], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  })
  const ended = once(child, 'exit')
  const kill = () => void child.kill('SIGKILL')
  const [news] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])])
  const said = news as StoreNews | undefined
  if (said?.status !== 'started') {
    await ended
    throw failure({
      code: said?.code ?? 'STORE_FAILED',
      message: `No store can be kept: ${said?.message ?? 'its process ended'}.`,
      todo: said?.todo ?? `Remove ${storeDirectory}: it is made again from the events.`,
    })
  }
  return {
    kill,
    async close() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(kill, closingPatienceMs)
      await ended
      clearTimeout(timer)
    },
  }
}
