import { deliveryKey, newDelivery } from '../delivery/delivery-record.ts'
import { allEvents, newState, stateKey } from '../delivery/records.ts'
import { identityKey } from '../enrol/identity.ts'
import type { SensorView } from '../protocol.ts'
import type { SensorMemory } from './memory.ts'
import type { SensorPorts } from './sensor-ports.ts'
import { sensorView } from './view.ts'

/** What the sensor's own pages show now. */
export async function answerView(
  { journal, clock, version }: SensorPorts,
  memory: SensorMemory,
  page: { url: string; incognito: boolean } | undefined,
): Promise<SensorView> {
  return await journal.read(async reader => {
    const [oldest] = await reader.list(allEvents, 1)
    return sensorView({
      version,
      policy: memory.policy,
      rules: memory.rules,
      identity: (await reader.get(identityKey)) ?? memory.identity,
      state: (await reader.get(stateKey)) ?? newState(),
      delivery: (await reader.get(deliveryKey)) ?? newDelivery(),
      oldestUs: oldest?.timeUs,
      nowMs: clock.nowMs(),
      fault: memory.fault,
      page,
    })
  })
}
