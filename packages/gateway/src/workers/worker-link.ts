import type { Worker } from 'node:cluster'
import type { Writable } from 'node:stream'
import { systemCode } from '../start-error.ts'
import type {
  AdminAnswer,
  AdminRequest,
  FromWorker,
  Refusal,
  ToWorker,
  WorkerMetrics,
  WorkerUrls,
} from './messages.ts'
import type { WorkerPlace } from './worker-place.ts'

/** How a worker that was to serve came out. */
export type Beginning =
  | { status: 'listens'; urls: WorkerUrls }
  | { status: 'refused'; refusal: Refusal }
  | { status: 'died' }

interface Ending {
  /** Signal or status. */
  how: string
  /** With status 0. */
  isClean: boolean
  livedMs: number
}

/** One worker process, seen from the one that watches over it. */
export interface WorkerLink {
  pid: number
  begun: Promise<Beginning>
  ended: Promise<Ending>
  /** Undefined where it does not answer in time. */
  ask(request: AdminRequest, patienceMs?: number): Promise<AdminAnswer | undefined>
  measure(): Promise<WorkerMetrics | undefined>
  tell(message: ToWorker): void
  signal(signal: 'SIGHUP' | 'SIGKILL'): void
}

/** What probes wait for at most. */
const probePatienceMs = 1500

/** Talks to a worker; `stdout` takes the lines of all workers, one write after the other, so that none is torn. */
export function linkWorker(worker: Worker, place: WorkerPlace, stdout: Writable): WorkerLink {
  const startedMs = performance.now()
  const begun = Promise.withResolvers<Beginning>()
  const ended = Promise.withResolvers<Ending>()
  const tell = (message: ToWorker) => {
    // One that dies just now hears nothing; its end is told by itself.
    if (worker.isConnected()) worker.send(message, () => undefined)
  }
  const questions = createQuestions(tell)
  const write = (id: number, lines: Uint8Array) =>
    stdout.write(lines, error => tell({ kind: 'wrote', id, ...(error && { code: systemCode(error) }) }))
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'hears') tell({ kind: 'begin', place })
    else if (message.kind === 'listens') begun.resolve({ status: 'listens', urls: message.urls })
    else if (message.kind === 'refused') begun.resolve({ status: 'refused', refusal: message.refusal })
    else if (message.kind === 'write') write(message.id, message.lines)
    else questions.answered(message.id, message)
  })
  const gone = (how: string, isClean: boolean) => {
    begun.resolve({ status: 'died' })
    ended.resolve({ how, isClean, livedMs: performance.now() - startedMs })
    questions.end()
  }
  worker.on('exit', (code, signal) => gone(signal ?? `status ${code}`, code === 0))
  worker.on('error', error => {
    // One that the system did not even start has no end of its own.
    if (worker.process.pid === undefined) gone(systemCode(error), false)
  })
  return {
    pid: worker.process.pid ?? 0,
    begun: begun.promise,
    ended: ended.promise,
    async ask(request, patienceMs = probePatienceMs) {
      const answer = await questions.ask(id => ({ kind: 'ask', id, request }), patienceMs)
      return answer?.kind === 'answered' ? answer.answer : undefined
    },
    async measure() {
      const answer = await questions.ask(id => ({ kind: 'measure', id }), probePatienceMs)
      return answer?.kind === 'measured' ? answer.metrics : undefined
    },
    tell,
    signal: signal => void worker.process.kill(signal),
  }
}

/** Questions that wait for their answers; none waits for long. */
function createQuestions(tell: (message: ToWorker) => void) {
  const waiting = new Map<number, (message: FromWorker | undefined) => void>()
  let lastId = 0
  let isOver = false
  return {
    async ask(make: (id: number) => ToWorker, patienceMs: number): Promise<FromWorker | undefined> {
      if (isOver) return undefined
      const id = ++lastId
      const answered = Promise.withResolvers<FromWorker | undefined>()
      const timer = setTimeout(() => answered.resolve(undefined), patienceMs)
      waiting.set(id, answered.resolve)
      tell(make(id))
      const answer = await answered.promise
      clearTimeout(timer)
      waiting.delete(id)
      return answer
    },
    answered: (id: number, message: FromWorker) => waiting.get(id)?.(message),
    end() {
      isOver = true
      for (const answer of waiting.values()) answer(undefined)
    },
  }
}
