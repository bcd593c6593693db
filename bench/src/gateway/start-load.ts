import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Play, Played } from './load-messages.ts'
import type { LoadPlan } from './made-load.ts'

export interface Load {
  play(play: Play): Promise<Played>
  end(): void
}

const script = fileURLToPath(new URL('./load-process.ts', import.meta.url))

/** Starts a process that makes a load and plays it when told to. */
export async function startLoad(plan: LoadPlan): Promise<Load> {
  const child = fork(script, [JSON.stringify(plan)])
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the load ended with ${status}`)
  })
  const said = async () => (await Promise.race([once(child, 'message'), ended]))[0] as unknown
  await said()
  return {
    async play(play) {
      const played = said()
      child.send(play)
      return (await played) as Played
    },
    end() {
      ended.catch(() => undefined)
      child.kill()
    },
  }
}
