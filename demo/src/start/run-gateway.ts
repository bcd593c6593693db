import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { failure, fileFailure } from '../failure.ts'
import type { GatewayNews } from './gateway-messages.ts'

export interface RunningGateway {
  url: string
  port: number
  wantedPort: number
  /** Resolves when its process is gone, with a few words on how it ended. */
  ended: Promise<string>
  /** Ends it in order: requests are answered, files flushed and named. SIGKILL after 15 s. */
  close(): Promise<void>
  kill(): void
}

const closingPatienceMs = 15_000

/** Starts the gateway in a process of its own, with its log in a file. @throws what the gateway says */
export async function runGateway(configFile: string, logFile: string): Promise<RunningGateway> {
  const child = forkGateway(configFile, logFile)
  const ended = new Promise<string>(resolve => {
    child.once('exit', (status, signal) => resolve(signal ?? `exit ${status}`))
  })
  const news = await Promise.race([firstNews(child), ended])
  if (typeof news === 'string') throw endedEarly(news, logFile)
  if (news.status === 'failed') {
    await ended
    throw failure({ ...news, message: `The gateway did not start: ${news.message}.` })
  }
  const kill = () => void child.kill('SIGKILL')
  return {
    ...news,
    ended,
    kill,
    async close() {
      if (child.connected) child.disconnect()
      const timer = setTimeout(kill, closingPatienceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

function forkGateway(configFile: string, logFile: string): ChildProcess {
  try {
    const log = openSync(logFile, 'w', 0o600)
    const child = fork(join(import.meta.dirname, 'gateway-process.ts'), [configFile], {
      stdio: ['ignore', log, log, 'ipc'],
      execArgv: [],
    })
    closeSync(log)
    return child
  } catch (error) {
    throw fileFailure(error, logFile)
  }
}

function firstNews(child: ChildProcess): Promise<GatewayNews> {
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve(message as GatewayNews))
    child.once('error', reject)
  })
}

function endedEarly(how: string, logFile: string): Error {
  return failure({
    code: 'GATEWAY_FAILED',
    message: `The gateway ended at its start (${how}).`,
    todo: `Its log says why: ${logFile}`,
  })
}
