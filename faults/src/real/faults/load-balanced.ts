import { setTimeout as delay } from 'node:timers/promises'
import type { LaunchedGateway } from '../../laboratory/gateway-process.ts'
import { type Haproxy, startHaproxy } from '../../laboratory/haproxy.ts'
import type { SimulatedSensor } from '../../laboratory/sensor/simulated-sensor.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import type { ConfigChange } from '../lab-gateways.ts'
import { drain, underLoad } from '../load.ts'

interface Cluster {
  lab: Lab
  haproxy: Haproxy
  gateways: LaunchedGateway[]
  sensors: SimulatedSensor[]
}

/** Long enough for haproxy to see it: it asks every 200 ms. */
const quickDrain: ConfigChange = config => ({ ...config, drain: { grace: '1s' } })
const load = { burst: 40 }
const gatewayCount = 3
const watchLimitMs = 30_000

/** Three gateways behind a load balancer: one dies, or all of them are restarted one after another. */
export const loadBalanced: Fault[] = [
  {
    name: 'instance-killed',
    title: 'one of three gateways behind haproxy SIGKILLed',
    rounds: { short: 2, long: 10 },
    async run(lab, rounds) {
      const cluster = await startCluster(lab)
      const executed = await underLoad(cluster.sensors, load, async () => {
        let killed = 0
        for (let round = 0; round < rounds; round++) {
          const index = Math.floor(lab.random.fraction() * gatewayCount)
          const gateway = cluster.gateways[index] as LaunchedGateway
          await delay(200)
          await gateway.kill()
          if ((await gateway.ended).signal === 'SIGKILL') killed++
          await untilState(cluster, index, false)
          await startAgain(cluster, index)
        }
        return killed
      })
      await drain(cluster.sensors)
      return executed
    },
  },
  {
    name: 'rolling-restart',
    title: 'rolling restart of three gateways behind haproxy',
    rounds: { short: 1, long: 5 },
    async run(lab, rounds) {
      const cluster = await startCluster(lab)
      const executed = await underLoad(cluster.sensors, load, async () => {
        let restarted = 0
        for (let round = 0; round < rounds; round++) restarted += await rollOnce(cluster)
        return restarted / gatewayCount
      })
      await drain(cluster.sensors)
      noteFailures(cluster)
      return executed
    },
  },
]

async function startCluster(lab: Lab): Promise<Cluster> {
  const numbers = Array.from({ length: gatewayCount }, (_, index) => index)
  const gateways = await Promise.all(numbers.map(index => lab.gateways.start(index, quickDrain)))
  const backends = numbers.map(async index => ({
    port: await lab.gateways.portOf(index),
    adminPort: await lab.gateways.adminPortOf(index),
  }))
  const haproxy = await startHaproxy(lab.directory, await Promise.all(backends))
  lab.closing(() => haproxy.close())
  const cluster: Cluster = { lab, haproxy, gateways, sensors: [] }
  for (const index of numbers) await untilState(cluster, index, true)
  cluster.sensors = await lab.addSensors(6, haproxy.port)
  return cluster
}

async function startAgain(cluster: Cluster, index: number): Promise<void> {
  cluster.gateways[index] = await cluster.lab.gateways.start(index, quickDrain)
  await untilState(cluster, index, true)
}

/** SIGTERM to one after the other; how many of them ended well and came back. */
async function rollOnce(cluster: Cluster): Promise<number> {
  let restarted = 0
  for (let index = 0; index < gatewayCount; index++) {
    const status = await (cluster.gateways[index] as LaunchedGateway).stop()
    if (status === 0) restarted++
    else cluster.lab.problems.push(`a gateway ended with ${status} after SIGTERM`)
    await startAgain(cluster, index)
  }
  return restarted
}

async function untilState({ haproxy }: Cluster, index: number, up: boolean): Promise<void> {
  for (const deadline = Date.now() + watchLimitMs; (await haproxy.up())[index] !== up; ) {
    if (Date.now() > deadline) throw new Error(`haproxy does not see gateway ${index} ${up ? 'up' : 'down'}`)
    await delay(50)
  }
}

/** Zero failed requests: every answer that a sensor got was the acknowledgement. */
function noteFailures({ lab, sensors }: Cluster): void {
  for (const { answers } of sensors) {
    for (const [outcome, count] of answers) {
      if (outcome !== '200')
        lab.problems.push(`${count} requests were answered with ${outcome} during a rolling restart`)
    }
  }
}
