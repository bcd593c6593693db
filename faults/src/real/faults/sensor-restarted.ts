import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { drain, recordBurst, underLoad } from '../load.ts'

const dayMs = 24 * 60 * 60_000

/** What happens to sensors themselves; the browser's own part in it is in browser-killed.ts. */
export const sensorRestarted: Fault[] = [
  {
    name: 'worker-died',
    title: 'simulated worker dies at any moment',
    rounds: { short: 10, long: 200 },
    run: (lab, rounds) => restartUnderLoad(lab, rounds, 'worker'),
  },
  {
    name: 'browser-died',
    title: 'simulated browser dies at any moment',
    rounds: { short: 5, long: 100 },
    run: (lab, rounds) => restartUnderLoad(lab, rounds, 'browser'),
  },
  {
    name: 'store-lost',
    title: 'the sensor finds its store gone',
    rounds: { short: 3, long: 20 },
    mayDrop: true,
    run: (lab, rounds) => restartUnderLoad(lab, rounds, 'store lost'),
  },
  {
    name: 'clock-set',
    title: 'clock of the sensor set to another day',
    rounds: { short: 6, long: 60 },
    run: setClocks,
  },
]

async function restartUnderLoad(
  lab: Lab,
  rounds: number,
  what: 'worker' | 'browser' | 'store lost',
): Promise<number> {
  await lab.gateways.start(0)
  const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
  let executed = 0
  await underLoad(sensors, { burst: 40 }, async () => {
    for (; executed < rounds; executed++) {
      await delay(lab.random.fraction() * 120)
      await sensors[executed % sensors.length]?.restart(what)
    }
  })
  await drain(sensors)
  return executed
}

/** Days to and fro; a wait that was planned before must not become one of days. */
async function setClocks(lab: Lab, rounds: number): Promise<number> {
  const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
  let executed = 0
  for (; executed < rounds; executed++) {
    const sensor = sensors[executed % sensors.length]
    if (sensor === undefined) break
    sensor.clock.set(Math.round((lab.random.fraction() - 0.5) * 60 * dayMs))
    await recordBurst(sensor, 40)
    // Without a gateway every second time: a wait is planned and the clock is set meanwhile.
    await sensor.send()
    sensor.clock.set(Math.round((lab.random.fraction() - 0.5) * 60 * dayMs))
    const { connection } = await sensor.view()
    const waitMs = (connection.retryAtMs ?? 0) - sensor.clock.nowMs()
    if (waitMs > dayMs / 2)
      lab.problems.push(`a sensor whose clock was set back waits ${Math.round(waitMs / dayMs)} days`)
    if (executed === Math.floor(rounds / 2)) await lab.gateways.start(0)
  }
  await drain(sensors)
  return executed
}
