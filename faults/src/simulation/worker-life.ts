import { createSensor, type SensorPorts } from '@weaklayer/extension/testing'
import { type CrashPoint, newProcess, type Process, runAs } from './process.ts'
import type { Surroundings } from './surroundings.ts'
import type { Worker } from './worker-port.ts'

/** The worker of a browser: it is started when something happens, and dies at any time. */
export interface WorkerLife {
  /** The running worker; starts one where there is none. */
  wake(): Worker
  /** Hands something to the worker, which is started for it. */
  tell(work: (worker: Worker) => unknown): void
  kill(): void
  /** Undefined takes a planned end back. */
  crashAt(point: CrashPoint | undefined): void
}

export interface WorkerLifeOptions extends Surroundings {
  name: string
  ports(process: Process): SensorPorts
}

export function createWorkerLife({ name, scheduler, trace, counts, ports }: WorkerLifeOptions): WorkerLife {
  let worker: Worker | undefined
  let boots = 0

  const drop = () => {
    const gone = worker
    worker = undefined
    for (const hangUp of gone?.hangUps ?? []) hangUp()
  }
  const start = (): Worker => {
    boots += 1
    const process = newProcess(`${name} worker ${boots}`, scheduler, 'worker')
    trace.note(process.name, 'starts')
    process.onCrash = () => {
      counts.add('worker.died')
      drop()
    }
    const sensor = createSensor(ports(process))
    worker = { process, sensor, hangUps: new Set() }
    runAs(process, () => void sensor.start())
    return worker
  }
  const wake = () => worker ?? start()
  return {
    wake,
    tell(work) {
      const one = wake()
      runAs(one.process, () => void work(one))
    },
    kill() {
      if (worker === undefined) return
      scheduler.kill(worker.process)
      drop()
    },
    crashAt(point) {
      if (worker === undefined) return
      if (point === undefined) delete worker.process.crashPoint
      else worker.process.crashPoint = point
    },
  }
}
