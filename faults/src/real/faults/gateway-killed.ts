import { setTimeout as delay } from 'node:timers/promises'
import type { LaunchedGateway } from '../../laboratory/gateway-process.ts'
import type { Injection } from '../../laboratory/strace.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import type { ConfigChange } from '../lab-gateways.ts'
import { drain, underLoad } from '../load.ts'

interface KillPoint {
  name: string
  title: string
  calls: string
  /** The k of "at its k-th call": between these. */
  from: number
  to: number
  rounds: Fault['rounds']
}

/** Sockets are written with `write` and `writev`: killed there, the events are stored and the answer is lost. */
const killPoints: KillPoint[] = [
  point('write', 'pwrite64,pwritev', { from: 1, to: 30, rounds: { short: 1, long: 16 } }),
  point('fdatasync', 'fdatasync', { from: 1, to: 30, rounds: { short: 1, long: 16 } }),
  point('rename', 'rename,renameat,renameat2', { from: 1, to: 12, rounds: { short: 1, long: 12 } }),
  point('fsync', 'fsync', { from: 1, to: 20, rounds: { short: 1, long: 8 } }),
  point('answer', 'write,writev,sendmsg', { from: 40, to: 400, rounds: { short: 1, long: 12 } }),
]

function point(name: string, calls: string, rest: Pick<KillPoint, 'from' | 'to' | 'rounds'>): KillPoint {
  const title = name === 'answer' ? 'writing to a socket' : name
  return { name: `kill-at-${name}`, title: `gateway SIGKILL at the k-th ${title}`, calls, ...rest }
}

export const gatewayKilled: Fault[] = killPoints.map(({ calls, from, to, ...kill }) => ({
  ...kill,
  async run(lab, rounds) {
    const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
    const executed = await underLoad(sensors, { burst: 120 }, async () => {
      let killed = 0
      for (let round = 0; round < rounds; round++) {
        const when = String(from + Math.floor(lab.random.fraction() * (to - from + 1)))
        if (await killedAt(lab, { calls, effect: 'signal=SIGKILL', when })) killed++
      }
      return killed
    })
    await lab.gateways.start(0, smallFiles)
    await drain(sensors)
    return executed
  },
}))

/** Files are finished often, so that renames are many. */
const smallFiles: ConfigChange = config => ({
  ...config,
  outputs: config.outputs.map(output => ({ ...output, size: 100_000 })),
})

const roundLimitMs = 30_000

/** Whether the gateway died of this, and of nothing else. */
async function killedAt(lab: Lab, injection: Injection): Promise<boolean> {
  const gateway = await lab.gateways.launch(0, smallFiles, { strace: { from: 'start', inject: [injection] } })
  if (!(await endsItself(gateway))) await gateway.kill()
  const { signal } = await gateway.ended
  return signal === 'SIGKILL' && gateway.trace().includes('+++ killed by SIGKILL +++')
}

async function endsItself(gateway: LaunchedGateway): Promise<boolean> {
  const limit = new AbortController()
  const late = delay(roundLimitMs, false, { signal: limit.signal }).catch(() => false)
  const ended = await Promise.race([gateway.ended.then(() => true), late])
  limit.abort()
  return ended
}
