import type { Fleet } from './fleet.ts'
import type { LoggedRequest } from './network.ts'

/** What happened from the moment when the gateway was there for the sensors until the last of them had sent its queue. */
export interface Phase {
  name: string
  /** Events that waited in all sensors at that moment. */
  queued: number
  /** How long each sensor waited until all of them were acknowledged. */
  waitsMs: number[]
  /** Requests since then, with times that count from that moment. */
  requests: LoggedRequest[]
  /** Requests that failed before, while there was no gateway. */
  failedBefore: number
  /** How late requests left: what the simulation could not compute in time. */
  lateMs: number[]
  peakMemoryBytes: number
}

const enrolWithinMs = 60_000
/** Share of the answers to enrolments that are lost. */
const lostInstalls = 0.05

/** Sensors that were never enrolled start within a minute; each waits from its own start. */
export async function enrolPhase(fleet: Fleet): Promise<Phase> {
  const { network } = fleet
  await fleet.startGateway()
  network.lostInstalls = lostInstalls
  const sinceMs = fleet.nowMs()
  const { waiting } = await fleet.order({ order: 'start', withinMs: enrolWithinMs })
  await fleet.pass({ isOver: () => fleet.waits() === waiting })
  network.lostInstalls = 0
  return { name: 'never enrolled', queued: 0, failedBefore: 0, ...(await endPhase(fleet, sinceMs)) }
}

export interface OutageOptions {
  /** Events that wait in each sensor at the end. */
  queued: number
  outageMs: number
}

/** The gateway is gone for a while, every sensor goes on recording, then the gateway is back. */
export async function gatewayOutagePhase(fleet: Fleet, outage: OutageOptions): Promise<Phase> {
  await fillQueues(fleet, outage)
  const failedBefore = fleet.network.takeLog().requests.length
  await fleet.startGateway()
  return { name: 'gateway back', failedBefore, ...(await drain(fleet)) }
}

/** The sensors' own network is gone for a while; when it is back, every browser notices that at the same moment. */
export async function networkOutagePhase(fleet: Fleet, outage: OutageOptions): Promise<Phase> {
  await fleet.startGateway()
  await fleet.order({ order: 'network', isUp: false })
  await fillQueues(fleet, outage)
  const failedBefore = fleet.network.takeLog().requests.length
  await fleet.order({ order: 'network', isUp: true })
  await fleet.order({ order: 'online' })
  return { name: 'network back', failedBefore, ...(await drain(fleet)) }
}

/** A user opens a page every so often; so many events each. */
const visitEvents = 18
/** The end of an outage is left for what is missing to as many events as there should wait. */
const fillingMs = 10_000
/** A Status may come by itself during an outage. */
const ownEvents = 4

/** Lets an outage pass in which every sensor comes to have so many events waiting. */
async function fillQueues(fleet: Fleet, { queued, outageMs }: OutageOptions): Promise<void> {
  const endMs = fleet.nowMs() + outageMs
  const visits = Math.max(0, Math.floor((queued - ownEvents) / visitEvents))
  const withinMs = outageMs - fillingMs
  await fleet.order({ order: 'browse', visits, events: visitEvents, withinMs })
  await fleet.pass({ atMs: endMs - fillingMs, nobodyAnswers: true })
  await fleet.order({ order: 'fill', queued })
  await fleet.pass({ atMs: endMs, nobodyAnswers: true })
}

/** Lets time pass until the gateway acknowledged all that waits now. */
async function drain(fleet: Fleet): Promise<Omit<Phase, 'name' | 'failedBefore'>> {
  const sinceMs = fleet.nowMs()
  const { queued, waiting } = await fleet.order({ order: 'await' })
  await fleet.pass({ isOver: () => fleet.waits() === waiting })
  return { queued, ...(await endPhase(fleet, sinceMs)) }
}

async function endPhase(fleet: Fleet, sinceMs: number) {
  const { requests, lateMs } = fleet.network.takeLog()
  return {
    waitsMs: fleet.takeWaits(),
    requests: requests.map(one => ({ ...one, sentAtMs: one.sentAtMs - sinceMs })),
    lateMs,
    peakMemoryBytes: await fleet.stopGateway(),
  }
}
