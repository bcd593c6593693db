import type { FramePort, FromFrame, SenderFacts, Sensor, ToFrame } from '@weaklayer/extension/testing'
import type { Process } from './process.ts'
import type { Dice } from './random.ts'

/** A worker that runs, and how it is reached. */
export interface Worker {
  process: Process
  sensor: Sensor
  /** What tells pages that it is gone. */
  hangUps: Set<() => void>
}

export interface PortOptions {
  page: Process
  sender: SenderFacts
  dice: Dice
  /** The running worker; starts one where there is none. */
  worker(): Worker
  /** The worker says that it recorded so much. */
  acknowledged(upTo: number): void
}

type Listener<Value> = (value: Value) => void

/** A port between a page and the worker: messages take a moment, and end with whoever dies. */
export function openPort({ page, sender, dice, worker, acknowledged }: PortOptions): FramePort {
  const { scheduler } = page
  const onMessage: Listener<ToFrame>[] = []
  const onDisconnect: Listener<undefined>[] = []
  let other: Worker | undefined = worker()
  const hangUp = () => {
    if (other === undefined) return
    other = undefined
    scheduler.after(page, 1, () => {
      for (const listener of onDisconnect) listener(undefined)
    })
  }
  const { process, sensor, hangUps } = other
  hangUps.add(hangUp)
  const toPage = {
    sender,
    send(message: ToFrame) {
      acknowledged(message.acked)
      if (other === undefined) return
      void scheduler.step({ process, name: 'acknowledge', delayMs: 0, effect: () => deliver(message) })
    },
    close: hangUp,
  }
  const deliver = (message: ToFrame) =>
    void scheduler.after(page, dice.below(3), () => {
      for (const listener of onMessage) listener(message)
    })
  return {
    onMessage: { addListener: listener => void onMessage.push(listener) },
    onDisconnect: { addListener: listener => void onDisconnect.push(listener) },
    postMessage(message: FromFrame) {
      if (other === undefined) throw new Error('the port is closed')
      // Messages of one page keep their order, over any number of ports.
      scheduler.after(process, 1, () => sensor.takeMessage(toPage, structuredClone(message)))
    },
    disconnect() {
      hangUps.delete(hangUp)
      other = undefined
    },
  } as FramePort
}
