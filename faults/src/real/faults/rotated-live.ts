import { setTimeout as delay } from 'node:timers/promises'
import { type InstallKey, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { makeTokenSecret, policyFor } from '../../laboratory/secrets.ts'
import type { SimulatedSensor } from '../../laboratory/sensor/simulated-sensor.ts'
import { startTcpBalance } from '../../laboratory/tcp-balance.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { drain, underLoad } from '../load.ts'
import { type LiveSecrets, type RotatingGateway, startRotating } from '../rotating-gateway.ts'

interface Fleet {
  lab: Lab
  gateways: RotatingGateway[]
  sensors: SimulatedSensor[]
  /** What browsers find in their policy. */
  policyWith(installKey: InstallKey): object
  /** Connections that each gateway got. */
  connections(): readonly number[]
}

const pauseMs = 250
const sensorCount = 6

/** Every secret of a fleet changes while its sensors upload without a pause, and no gateway is restarted. */
export const rotatedLive: Fault = {
  name: 'rotated-live',
  title: 'certificate, token secret, install key rotated live',
  rounds: { short: 1, long: 6 },
  async run(lab, rounds) {
    let live: LiveSecrets = { current: lab.secrets.tokenSecret, past: [], verifiers: [lab.secrets.verifier] }
    let { installKey } = lab.secrets
    const fleet = await startFleet(lab, live)
    const executed = await underLoad(fleet.sensors, { burst: 40 }, async () => {
      let happened = 0
      for (let round = 0; round < rounds; round++) {
        const next = await rotate(fleet, live, installKey)
        if (next.isWhole) happened++
        live = next.live
        installKey = next.installKey
      }
      return happened
    })
    await drain(fleet.sensors)
    await noteFailures(fleet)
    return executed
  },
}

async function startFleet(lab: Lab, live: LiveSecrets): Promise<Fleet> {
  const gateways = [await startRotating(lab, 0, live), await startRotating(lab, 1, live)]
  const balance = await startTcpBalance(gateways.map(({ port }) => port))
  lab.closing(() => balance.close())
  const api = { protocol: 'https', hostname: '127.0.0.1', port: balance.port }
  const sensors = await lab.addSensors(sensorCount, balance.port, { policy: { api } })
  lab.inspect(events => {
    const ids = new Set(events.map(event => event.sensor)).size
    if (ids !== sensors.length) lab.problems.push(`${sensors.length} sensors are stored under ${ids} ids`)
  })
  const policyWith = (installKey: InstallKey) =>
    policyFor({ ...lab.secrets, installKey }, balance.port, { api })
  return { lab, gateways, sensors, policyWith, connections: balance.taken }
}

/** Accept, use, retire: each step on one gateway after the other, so that they differ in between. */
async function rotate(fleet: Fleet, { current: old, verifiers }: LiveSecrets, oldKey: InstallKey) {
  const { gateways, sensors } = fleet
  const current = makeTokenSecret()
  const installKey = await makeInstallKey(oldKey.group)
  const verifier = await makeVerifier(installKey)
  const before = renewals(sensors)
  const step = async (secrets: LiveSecrets) => {
    for (const gateway of gateways) {
      await gateway.use(secrets)
      await delay(pauseMs)
    }
  }
  await step({ current: old, past: [current], verifiers })
  await step({ current, past: [old], verifiers })
  await step({ current, past: [old], verifiers: [...verifiers, verifier] })
  for (const gateway of gateways) {
    await gateway.renewCertificate()
    await delay(pauseMs)
  }
  for (const sensor of sensors) await sensor.setPolicy(fleet.policyWith(installKey))
  await step({ current, past: [], verifiers: [...verifiers, verifier] })
  await untilRenewed(sensors, before)
  const live = { current, past: [], verifiers: [verifier] }
  await step(live)
  const isRefused = await Promise.all(gateways.map(({ port }) => statusOf(port, oldKey)))
  const isTaken = await Promise.all(gateways.map(({ port }) => statusOf(port, installKey)))
  const isWhole = isRefused.every(status => status === 403) && isTaken.every(status => status === 200)
  return { live, installKey, isWhole }
}

/** How often each sensor was sent to enrol again. */
function renewals(sensors: readonly SimulatedSensor[]): number[] {
  return sensors.map(({ answers }) => answers.get('401') ?? 0)
}

/** A token of the retired secret is refused once, and its sensor comes back with the new install key. */
async function untilRenewed(sensors: readonly SimulatedSensor[], before: readonly number[]): Promise<void> {
  const isDone = () => renewals(sensors).every((count, index) => count > (before[index] ?? 0))
  for (const deadline = Date.now() + 30_000; !isDone(); await delay(50)) {
    if (Date.now() > deadline) throw new Error('a sensor goes on with the token of a retired secret')
  }
  await delay(pauseMs)
}

async function statusOf(port: number, key: InstallKey): Promise<number> {
  const answer = await fetch(`https://127.0.0.1:${port}/install`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, label: 'probe', dryRun: true }),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** Nothing but acknowledgements and the one refusal that sends a sensor to enrol again; and the same processes as before. */
async function noteFailures({ lab, sensors, gateways, connections }: Fleet): Promise<void> {
  for (const { answers } of sensors) {
    for (const [outcome, count] of answers) {
      if (!['200', '401'].includes(outcome))
        lab.problems.push(`${count} requests ended with ${outcome} during a rotation`)
    }
  }
  if (connections().includes(0)) lab.problems.push('a gateway got no connection of a sensor')
  for (const gateway of gateways)
    if (!(await gateway.isSameProcess())) lab.problems.push('a gateway was restarted')
}
