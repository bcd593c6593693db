import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { drain, recordBurst } from '../load.ts'

type Places = 'first' | 'middle' | 'last' | 'all'

interface Poison {
  name: string
  title: string
  /** What a recorded event becomes. */
  damage: (json: string) => string
}

const poisons: Poison[] = [
  {
    name: 'invalid',
    title: 'event that the schema refuses',
    damage: json => json.replace(/"time":\d+/, '"time":"noon"'),
  },
  {
    name: 'unreadable',
    title: 'event that is no JSON',
    damage: json => json.replace(/"time":\d+/, '"time":'),
  },
]

const queued = 320

/** Events that no gateway takes, in a full batch: only they are given up. */
export const poisonedEvents: Fault[] = poisons.flatMap(poison =>
  (['first', 'middle', 'last', 'all'] as const).map(place => ({
    name: `poison-${poison.name}-${place}`,
    title: `${poison.title}, ${place === 'all' ? 'all of a queue' : `${place} of a queue`}`,
    rounds: { short: 1, long: 5 },
    mayDrop: true,
    run: (lab: Lab, rounds: number) => poisonQueues(lab, rounds, { poison, place }),
  })),
)

async function poisonQueues(
  lab: Lab,
  rounds: number,
  { poison, place }: { poison: Poison; place: Places },
): Promise<number> {
  const damaged = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const isPoisoned = choice(place)
    const [sensor] = await lab.addSensors(1, await lab.gateways.portOf(0), {
      damage: json => {
        if (!isPoisoned(json)) return json
        damaged.add(json)
        return poison.damage(json)
      },
    })
    if (sensor !== undefined) await recordBurst(sensor, queued)
  }
  await lab.gateways.start(0)
  await drain(lab.sensors)
  lab.expected.givenUp = damaged.size
  for (const { answers } of lab.sensors) {
    const requests = answers.get('200') ?? 0
    const refused = answers.get('400') ?? 0
    const most = place === 'all' ? 2 * queued : 10
    if (refused > most)
      lab.problems.push(
        `${refused} requests were refused and ${requests} taken, expected at most ${most} refused`,
      )
  }
  return damaged.size > 0 ? rounds : 0
}

/** The sensor's own events stay sound: they tell what was given up. */
function choice(place: Places): (json: string) => boolean {
  let seen = 0
  const at = { first: 1, middle: Math.floor(queued / 2), last: queued }
  return json => {
    const { type } = JSON.parse(json) as { type: string }
    if (type === 'Status' || type === 'Dropped') return false
    seen++
    return place === 'all' || seen === at[place]
  }
}
