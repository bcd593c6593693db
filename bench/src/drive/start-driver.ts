import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Driver<How, Done> {
  drive(how: How): Promise<Done>
  end(): void
}

/** Starts a process that makes its requests first and sends them when told to; it answers each with what came of it. */
export async function startDriver<How extends object, Done>(
  script: URL,
  plan: object,
): Promise<Driver<How, Done>> {
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
      return (await driven) as Done
    },
    end() {
      ended.catch(() => undefined)
      child.kill()
    },
  }
}
