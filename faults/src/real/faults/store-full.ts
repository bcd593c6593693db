import type { Fault } from '../fault.ts'
import { drain, recordBurst } from '../load.ts'

/** The smallest store that policy allows. */
const buffer = { maxEvents: 1000, maxBytes: 1_048_576 }

/** More is recorded than the store may hold: what goes is declared, seq by seq. */
export const storeFull: Fault = {
  name: 'store-full',
  title: 'store of the sensor full before a gateway is there',
  rounds: { short: 1, long: 6 },
  mayDrop: true,
  async run(lab, rounds) {
    const sensors = await lab.addSensors(rounds, await lab.gateways.portOf(0), { policy: { buffer } })
    for (const sensor of sensors) {
      for (let burst = 0; burst < 8; burst++) await recordBurst(sensor, 240)
    }
    const views = await Promise.all(sensors.map(sensor => sensor.view()))
    const full = views.filter(({ dropped }) => dropped.quota !== undefined).length
    if (views.some(({ queue }) => queue.events > buffer.maxEvents))
      lab.problems.push('a store holds more than it may')
    await lab.gateways.start(0)
    await drain(sensors)
    return full
  },
}
