import { setTimeout as delay } from 'node:timers/promises'
import { type Front, type FrontBehaviour, type FrontRequest, startFront } from '../../laboratory/front.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { drain, underLoad } from '../load.ts'

/** Something that happens between sensor and gateway. */
export interface ProxyFault extends Pick<Fault, 'name' | 'title' | 'rounds' | 'mayDrop'> {
  /** What happens to a request that is chosen for it. */
  behave(request: FrontRequest, round: number, random: Lab['random']): FrontBehaviour
  /** Which requests it happens to. @default uploads */
  concerns?(request: FrontRequest): boolean
  /** Whether it did happen, as the proxy saw it. */
  happened(request: FrontRequest, front: Front): boolean
  /** To how many of them, from 0 to 1. @default 0.4 */
  share?: number
  /** How many gateways take turns. @default 1 */
  gateways?: number
}

const limitMs = 120_000

/** The fault with real gateways, sensors that record and send, and the proxy between them. */
export function proxyFault(fault: ProxyFault): Fault {
  const { name, title, rounds, mayDrop } = fault
  return {
    name,
    title,
    rounds,
    ...(mayDrop === undefined ? {} : { mayDrop }),
    async run(lab, count) {
      const ports = await startGateways(lab, fault.gateways ?? 1)
      const front = await startFront(ports[0] as number)
      lab.closing(() => front.close())
      const happened = new Set<FrontRequest>()
      const executed = () => {
        for (const request of front.requests)
          if (request.behaviour !== 'pass' && !happened.has(request) && fault.happened(request, front))
            happened.add(request)
        return happened.size
      }
      script(front, { fault, ports, lab, isEnough: () => happened.size >= count })
      const sensors = await lab.addSensors(3, front.port)
      await underLoad(sensors, { burst: 60 }, async () => {
        for (const deadline = Date.now() + limitMs; executed() < count && Date.now() < deadline; )
          await delay(50)
      })
      front.decide = () => 'pass'
      await drain(sensors)
      return executed()
    },
  }
}

async function startGateways(lab: Lab, count: number): Promise<number[]> {
  const ports = []
  for (let gateway = 0; gateway < count; gateway++) {
    await lab.gateways.start(gateway)
    ports.push(await lab.gateways.portOf(gateway))
  }
  return ports
}

interface Script {
  fault: ProxyFault
  ports: number[]
  lab: Lab
  isEnough(): boolean
}

function script(front: Front, { fault, ports, lab, isEnough }: Script): void {
  const { share = 0.4, concerns = ({ path }) => path === '/events' } = fault
  let turn = 0
  let round = 0
  front.decide = (_, __, request) => {
    front.target.port = ports[turn++ % ports.length] as number
    const chosen = !isEnough() && concerns(request) && lab.random.fraction() < share
    return chosen ? fault.behave(request, round++, lab.random) : 'pass'
  }
}
