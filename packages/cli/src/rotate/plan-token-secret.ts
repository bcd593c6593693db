import type { ConfigEdit } from '@weaklayer/gateway'
import type { PastTokenSecret } from '@weaklayer/wire'
import { placeBeside, placeOf, type RotationSource } from './rotation-source.ts'
import type { RotationPlan, RotationStep, StepKey } from './rotation-step.ts'

const path = ['sensor', 'token', 'secrets']
const currentVariable = 'WEAKLAYER_SENSOR_TOKEN_SECRETS_CURRENT'
const pastVariable = 'WEAKLAYER_SENSOR_TOKEN_SECRETS_PAST'

export interface TokenSecretChange {
  fresh: string
  /** When the old secret ends by itself, microseconds since 1970 UTC. */
  notAfter: number | undefined
}

/** The steps to another token secret. At each one, every gateway accepts what any gateway signs, also one that is a step behind. */
export function planTokenSecret(
  source: RotationSource,
  { fresh, notAfter }: TokenSecretChange,
): RotationPlan {
  const { current: old, past } = source.config.sensor.token.secrets
  const days = Math.ceil(source.config.sensor.token.duration / 86_400_000_000)
  const ending: PastTokenSecret = notAfter === undefined ? old : { secret: old, notAfter }
  const key = keyMaker(source, past)
  const steps: RotationStep[] = [
    {
      name: 'step-1-accept',
      title: 'Accept the new secret',
      meaning: 'Tokens are signed with the old secret as before. Those of the new one are accepted.',
      wait: 'Until every gateway has it: a gateway without it would refuse the tokens of step 2.',
      keys: [key.past(fresh)],
    },
    {
      name: 'step-2-sign',
      title: 'Sign with the new secret',
      meaning: 'New tokens are signed with the new secret. Those of the old one are accepted.',
      wait: `Until the tokens of the old secret have ended: ${days} days (\`sensor.token.duration\`); sensors renew theirs after 65 to 85 % of it. When the secret leaked, do not wait: sensors enrol again by themselves, under the same ids.`,
      keys: [key.current(fresh), key.past(ending)],
    },
    {
      name: 'step-3-retire',
      title: 'Retire the old secret',
      meaning:
        'Tokens of the old secret are refused (401 TOKEN_INVALID): their sensors enrol again, and lose nothing.',
      wait: 'Nothing. Delete the old secret where it is kept, and this folder.',
      keys: [key.current(fresh), key.past()],
    },
  ]
  return {
    title: 'Changing the token secret',
    intro:
      'The token secret signs what enrolled sensors present. No sensor is renamed by this, and none loses an event.',
    steps,
    secrets: [{ name: 'new-token-secret', text: `${fresh}\n` }],
    outro:
      'For another gateway whose configuration differs, call the same command there with `--use new-token-secret`: all gateways need the same secret.',
  }
}

function keyMaker({ environment }: RotationSource, past: readonly PastTokenSecret[]) {
  const currentPlace = placeOf(currentVariable, environment)
  const pastPlace = placeBeside(pastVariable, currentPlace, environment)
  return {
    current: (secret: string): StepKey => ({
      place: currentPlace,
      edits: [{ path: [...path, 'current'], value: secret }],
      value: secret,
    }),
    /** The past secrets of before, and another one. */
    past(more?: PastTokenSecret): StepKey {
      const all = more === undefined ? past : [...past, more]
      const edits: ConfigEdit[] =
        more === undefined ? [] : [{ path: [...path, 'past', past.length], value: more }]
      return { place: pastPlace, edits, value: JSON.stringify(all) }
    },
  }
}
