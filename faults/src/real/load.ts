import { setTimeout as delay } from 'node:timers/promises'
import type { SimulatedSensor } from '../laboratory/sensor/simulated-sensor.ts'

export interface LoadOptions {
  /** Events that a sensor records at a time. */
  burst: number
  /** A sensor with so many waiting events records no more for now. */
  mostWaiting?: number
}

/** Lets sensors record and send for as long as something takes. */
export async function underLoad<Result>(
  sensors: readonly SimulatedSensor[],
  options: LoadOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const going = { on: true }
  const loops = sensors.map(sensor => load(sensor, options, going))
  try {
    return await work()
  } finally {
    going.on = false
    await Promise.all(loops)
  }
}

async function load(
  sensor: SimulatedSensor,
  { burst, mostWaiting = 2000 }: LoadOptions,
  going: { on: boolean },
): Promise<void> {
  while (going.on) {
    if ((await sensor.view()).queue.events < mostWaiting) await recordBurst(sensor, burst)
    await sensor.send()
    await skipWait(sensor)
    // A sensor that does not get rid of what it has must not keep this process busy.
    await delay((await sensor.view()).queue.events === 0 ? 30 : 100)
  }
}

/** What the sensor was asked to wait passes at once. */
async function skipWait(sensor: SimulatedSensor): Promise<void> {
  const { connection } = await sensor.view()
  const waitMs = (connection.retryAtMs ?? 0) - sensor.clock.nowMs()
  if (waitMs > 0) sensor.clock.skip(waitMs + 1)
}

/** Records without exceeding what one page may report in a second. */
export async function recordBurst(sensor: SimulatedSensor, events: number): Promise<void> {
  await sensor.record(events)
  sensor.clock.skip(burstSpacingMs)
}

const burstSpacingMs = 2000
const drainLimitMs = 60_000

/** Sends until no sensor has anything left; what they wait for passes at once. */
export async function drain(sensors: readonly SimulatedSensor[]): Promise<void> {
  await Promise.all(sensors.map(drainOne))
}

async function drainOne(sensor: SimulatedSensor): Promise<void> {
  for (const deadline = Date.now() + drainLimitMs; Date.now() < deadline; ) {
    await sensor.send()
    if ((await sensor.view()).queue.events === 0) return
    await skipWait(sensor)
    await delay(20)
  }
  const { queue, connection } = await sensor.view()
  const answers = JSON.stringify(Object.fromEntries(sensor.answers))
  throw new Error(
    `A sensor still has ${queue.events} events after ${drainLimitMs / 1000} s: ${JSON.stringify(connection)}, answers ${answers}`,
  )
}
