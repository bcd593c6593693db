import { seededRandom, seedOf } from '../seeded-random.ts'

/** Who sits at a sensor: a person may have several. */
export interface Person {
  user: string
  device: string
  label: string
  address: string
  userAgent: string
  browser: string
  os: string
  /** Hours that the clock there is ahead of UTC. */
  zoneHours: number
  /** When work usually begins, in hours of the local day. */
  beginsHour: number
  worksHours: number
  /** Whether some personal passwords are used at several sites. */
  reuses: boolean
  /** Passwords come from a password manager where there is a choice. */
  managed: boolean
}

const firstNames =
  'ada alex anna ben carla chen clara david dina elena emil eva fatima felix frida gita hugo ida ines ivan jana jonas jun kai karim lara lena leo lina luis maja marc maria mei milan mona nadia nils nora olga omar paul petra rafael ravi rosa sara sofia tariq theo tom vera yara yuki zoe'.split(
    ' ',
  )
const lastNames =
  'adler almeida bauer becker bianchi cohen costa diaz dubois eriksen fischer garcia haas hansen ito jansen khan kim klein kovacs larsen lopez maier martin meyer moreau moretti nguyen novak okafor olsen park patel pereira petrov popov ricci rossi santos sato schmidt silva singh smit suzuki tanaka torres vogel wagner weber winter wolf yilmaz zhang'.split(
    ' ',
  )
const labels = ['office-laptops', 'engineering', 'field-service', 'finance-laptops', 'call-centre']
const zones = [1, 1, 1, 1, 1, 0, 0, 2, -5, -8, 5.5, 9]
const systems = [
  { os: 'win', agent: 'Windows NT 10.0; Win64; x64' },
  { os: 'win', agent: 'Windows NT 10.0; Win64; x64' },
  { os: 'mac', agent: 'Macintosh; Intel Mac OS X 10_15_7' },
  { os: 'linux', agent: 'X11; Linux x86_64' },
]

/** Every so many sensors is the second one of the person before it. */
const secondSensorEvery = 13

/** Sensors for a number of people, second ones included. */
export function sensorsOf(people: number): number {
  return people + Math.floor(people / (secondSensorEvery - 1))
}

export interface Whom {
  seed: number
  /** Of the sensor, from 0. */
  index: number
  /** Of the sensor's group. */
  group: number
  /** Of people who reuse passwords, in percent. */
  reusePercent: number
}

export function personAt({ seed, index, group, reusePercent }: Whom): Person {
  const second = index % secondSensorEvery === secondSensorEvery - 1
  const number = index - Math.floor((index + 1) / secondSensorEvery)
  const random = seededRandom(seedOf(seed, 'person', number))
  const user = userName(seed, number)
  const zoneHours = random.pick(zones)
  const beginsHour = 7 + random.share() * 2.5
  const worksHours = 7 + random.share() * 3
  const own = seededRandom(seedOf(seed, 'sensor', index))
  const system = own.pick(systems)
  const version = own.pick(['156.0.0.0', '156.0.0.0', '155.0.0.0'])
  return {
    user,
    device: `${second ? 'PC' : 'LT'}-${String(1000 + number * 3).padStart(5, '0')}`,
    label: labels[group % labels.length] as string,
    address: `10.${20 + group}.${own.below(40)}.${1 + own.below(250)}`,
    userAgent: `Mozilla/5.0 (${system.agent}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`,
    browser: `Chromium ${version.slice(0, 3)}`,
    os: system.os,
    zoneHours,
    beginsHour,
    worksHours,
    reuses: (number * 61 + (seed >>> 0)) % 100 < reusePercent,
    managed: random.below(4) === 0,
  }
}

/** A name of nobody else: each first name with each last name, and a number when those are used up. */
function userName(seed: number, number: number): string {
  const at = number + (seedOf(seed, 'names') >>> 8)
  const turn = Math.floor(at / firstNames.length)
  const first = firstNames[at % firstNames.length]
  const last = lastNames[(at * 6 + turn) % lastNames.length]
  const used = Math.floor(number / (firstNames.length * lastNames.length))
  return `${first}.${last}${used === 0 ? '' : used}`
}
