import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Drive, Driven } from './drive-requests.ts'

export interface Driver {
  drive(how: Omit<Drive, 'next'>): Promise<Driven>
  end(): void
}

/** Starts a process that makes its requests first and sends them when told to; it answers each `Drive` with what came of it. */
export async function startDriver(script: URL, plan: object): Promise<Driver> {
  const child = fork(fileURLToPath(script), [JSON.stringify(plan)])
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the driver ended with ${status}`)
  })
  const said = async () => (await Promise.race([once(child, 'message'), ended]))[0] as unknown
  await said()
  return {
    async drive(how) {
      const driven = said()
      child.send(how)
      return (await driven) as Driven
    },
    end() {
      ended.catch(() => undefined)
      child.kill()
    },
  }
}
