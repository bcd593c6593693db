import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { watchCryptoWork } from './crypto-work.ts'
import { createFleetSensor } from './fleet-sensor.ts'
import type { FromHost, GatewayAnswer, GatewayRequest, HostStart, ToHost } from './host-messages.ts'
import { createMachines, type Machine } from './machines.ts'
import { obey } from './obey.ts'

/** A thread that runs a part of the fleet's sensors; see hosts.ts for who tells it what. */
const start = workerData as HostStart
const port = parentPort as MessagePort
/** Machines that wait for nobody's answer compute so far ahead of the network. */
const aheadMs = 10_000

const machines = createMachines(watchCryptoWork())
const unanswered = new Map<number, { machine: Machine; resolve: (answer: GatewayAnswer) => void }>()
const network = { isUp: true }
let ids = 0
let horizonMs = start.startMs
let computing = false

const tell = (message: FromHost, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)
const sensors = Array.from({ length: start.sensors }, (_, index) =>
  createFleetSensor({
    machines,
    machine: machines.open(start.startMs),
    policy: start.policy,
    seed: start.firstSeed + index,
    async send(machine, request) {
      if (!network.isUp) return { status: 'failed', reason: 'network' }
      machine.waiting++
      const id = ids++
      const { promise, resolve } = Promise.withResolvers<GatewayAnswer>()
      unanswered.set(id, { machine, resolve })
      tell({ is: 'request', id, sensor: index, atMs: machine.atMs, request }, bodyOf(request))
      return await promise
    },
  }),
)

port.on('message', (message: ToHost) => void hear(message))

async function hear(message: ToHost): Promise<void> {
  switch (message.is) {
    case 'settle':
      horizonMs = Math.min(message.nowMs + aheadMs, message.limitMs)
      await machines.settle(horizonMs)
      return tell({ is: 'settled', nextMs: machines.nextMs() })
    case 'tick':
      horizonMs = Math.min(message.nowMs + aheadMs, message.limitMs)
      return computeOn()
    case 'answer':
      takeAnswer(message)
      return computeOn()
    case 'order': {
      const acknowledged = (waitMs: number) => tell({ is: 'acknowledged', waitMs })
      const result = await obey(message.order, { sensors, network, nowMs: message.nowMs, acknowledged })
      return tell({ is: 'done', result })
    }
  }
}

function takeAnswer({ id, atMs, answer }: Extract<ToHost, { is: 'answer' }>): void {
  const waiting = unanswered.get(id)
  if (waiting === undefined) throw new Error('an answer came to no request')
  unanswered.delete(id)
  machines.arrive({ machine: waiting.machine, atMs, deliver: () => waiting.resolve(answer) })
}

/** Computes while others are with the gateway, with a turn for messages in between. */
function computeOn(): void {
  if (computing) return
  computing = true
  setImmediate(() => {
    computing = false
    if (machines.compute(horizonMs)) computeOn()
  })
}

/** A body goes to the other thread as it is, without a copy: nobody here reads it again. */
function bodyOf({ body }: GatewayRequest): ArrayBuffer[] {
  return body === undefined ? [] : [body.buffer]
}
