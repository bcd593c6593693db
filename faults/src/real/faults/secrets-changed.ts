import { setTimeout as delay } from 'node:timers/promises'
import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import type { LaunchedGateway } from '../../laboratory/gateway-process.ts'
import { makeTokenSecret } from '../../laboratory/secrets.ts'
import type { Fault } from '../fault.ts'
import type { Lab } from '../lab.ts'
import type { ConfigChange } from '../lab-gateways.ts'
import { drain, underLoad } from '../load.ts'

interface SecretFault extends Pick<Fault, 'name' | 'title'> {
  /** What the gateway is started with after a secret was made; those before come along. */
  change(secrets: { past: string[]; fresh: string }): Promise<ConfigChange>
  /** What some sensor is answered then; undefined when nothing but acknowledgements. */
  answer?: string
}

const settleLimitMs = 15_000

/** The gateway comes back with other secrets while sensors send. */
export const secretsChanged: Fault[] = [
  secretFault({
    name: 'secret-rotated',
    title: 'token secret rotated, the past one kept',
    change: async ({ past, fresh }) => withSecrets(fresh, past),
  }),
  secretFault({
    name: 'secret-replaced',
    title: 'token secret replaced, the past one gone',
    change: async ({ fresh }) => withSecrets(fresh, []),
    answer: '401',
  }),
  secretFault({
    name: 'verifier-removed',
    title: 'token secret replaced and verifier removed',
    change: async ({ fresh }) => {
      const verifiers = [await makeVerifier(await makeInstallKey())]
      const replaced = withSecrets(fresh, [])
      return config => {
        const { sensor, ...rest } = replaced(config)
        return { ...rest, sensor: { ...sensor, install: { verifiers } } }
      }
    },
    answer: '403',
  }),
]

function secretFault({ name, title, change, answer }: SecretFault): Fault {
  return {
    name,
    title,
    rounds: { short: 1, long: 10 },
    async run(lab, rounds) {
      const sensors = await lab.addSensors(3, await lab.gateways.portOf(0))
      const past = [lab.secrets.tokenSecret]
      let gateway = await restarted(lab, undefined, config => config)
      const executed = await underLoad(sensors, { burst: 40 }, async () => {
        let happened = 0
        for (let round = 0; round < rounds; round++) {
          await delay(300)
          const fresh = makeTokenSecret()
          const before = answersOf(lab)
          gateway = await restarted(lab, gateway, await change({ past, fresh }))
          past.unshift(fresh)
          if (await isAnswered(lab, before, answer)) happened++
          gateway = await restarted(lab, gateway, withSecrets(fresh, past.slice(1)))
        }
        return happened
      })
      await drain(sensors)
      if (answer === undefined && answersOf(lab)['401'] !== undefined)
        lab.problems.push('a kept secret was refused')
      return executed
    },
  }
}

function withSecrets(current: string, past: string[]): ConfigChange {
  return config => ({ ...config, sensor: { ...config.sensor, token: { secrets: { current, past } } } })
}

async function restarted(
  lab: Lab,
  before: LaunchedGateway | undefined,
  change: ConfigChange,
): Promise<LaunchedGateway> {
  await before?.stop()
  return await lab.gateways.start(0, change)
}

type Answers = Record<string, number>

function answersOf({ sensors }: Lab): Answers {
  const sum: Answers = {}
  for (const { answers } of sensors) {
    for (const [outcome, count] of answers) sum[outcome] = (sum[outcome] ?? 0) + count
  }
  return sum
}

/** Whether the sensors met it since then; without one, whether they were acknowledged. */
async function isAnswered(lab: Lab, before: Answers, answer = '200'): Promise<boolean> {
  for (const deadline = Date.now() + settleLimitMs; Date.now() < deadline; await delay(50)) {
    if ((answersOf(lab)[answer] ?? 0) > (before[answer] ?? 0)) return true
  }
  return false
}
