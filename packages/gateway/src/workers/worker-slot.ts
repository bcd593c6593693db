import type { Logger } from 'pino'
import { restartDelay } from './restart-delay.ts'
import type { Beginning, WorkerLink } from './worker-link.ts'

/** One number among the workers: at most one process has it at a time. */
export interface WorkerSlot {
  number: number
  /** How the first process with the number came out. */
  first: Promise<Beginning>
  /** The process that serves now; undefined while there is none. */
  serving(): WorkerLink | undefined
  restarts(): number
  /** Ends the process in order, and starts no other one. Says whether it ended by itself, with status 0. */
  stop(): Promise<boolean>
  hurry(): void
  /** Ends it at once. */
  kill(): Promise<void>
}

interface SlotOptions {
  number: number
  start: () => WorkerLink
  log: Logger
  /** The process that served is gone; what it counted until it was asked last stays. */
  onDeath: (link: WorkerLink) => void
}

/** Keeps a worker running: one that dies has a successor, after a wait that grows as long as they die early. */
export function createWorkerSlot({ number, start, log, onDeath }: SlotOptions): WorkerSlot {
  let current: WorkerLink | undefined
  let timer: NodeJS.Timeout | undefined
  let [isServing, isStopping] = [false, false]
  let [restarts, waitMs] = [0, 0]
  const launch = (): Promise<Beginning> => {
    const link = start()
    current = link
    void link.ended.then(ending => {
      const isFirstStart = !isServing && restarts === 0
      current = undefined
      isServing = false
      onDeath(link)
      if (isStopping || isFirstStart) return
      waitMs = restartDelay(ending.livedMs, waitMs)
      const facts = { code: 'WORKER_DIED', worker: number, pid: link.pid, how: ending.how }
      log.error(
        { ...facts, restartAfterMs: waitMs },
        'a worker died; a successor takes its place and its files',
      )
      timer = setTimeout(again, waitMs)
    })
    return link.begun.then(beginning => {
      isServing = beginning.status === 'listens' && current === link
      return beginning
    })
  }
  const again = async () => {
    restarts++
    say(await launch(), { worker: number, pid: current?.pid }, log)
  }
  const end = async (inOrder: boolean): Promise<boolean> => {
    isStopping = true
    clearTimeout(timer)
    const mustEndWell = isServing
    // What has not begun has nothing to finish.
    if (inOrder && mustEndWell) current?.tell({ kind: 'stop' })
    else current?.signal('SIGKILL')
    const ending = await current?.ended
    return !mustEndWell || ending?.isClean === true
  }
  return {
    number,
    first: launch(),
    serving: () => (isServing ? current : undefined),
    restarts: () => restarts,
    stop: () => end(true),
    hurry: () => current?.tell({ kind: 'hurry' }),
    kill: async () => void (await end(false)),
  }
}

function say(beginning: Beginning, facts: { worker: number; pid: number | undefined }, log: Logger): void {
  if (beginning.status === 'listens') log.info(facts, 'a worker was replaced')
  if (beginning.status !== 'refused') return
  const refused = { code: 'WORKER_REFUSED', ...facts, reason: beginning.refusal.message }
  log.error(refused, 'a worker cannot be replaced yet')
}
