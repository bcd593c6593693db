import type { ConfigEdit } from '@weaklayer/gateway'
import type { InstallKey, Verifier } from '@weaklayer/wire'
import { failure } from '../cli-error.ts'
import { placeOf, type RotationSource } from './rotation-source.ts'
import type { RotationPlan, RotationStep, StepKey } from './rotation-step.ts'

const path = ['sensor', 'install', 'verifiers']
const variable = 'WEAKLAYER_SENSOR_INSTALL_VERIFIERS'

export interface InstallKeyChange {
  key: InstallKey
  verifier: Verifier
  /** When the old verifiers of the group end by themselves, microseconds since 1970 UTC. */
  notAfter: number | undefined
}

/** The steps to another install key of a group. Sensors that are enrolled notice nothing. */
export function planInstallKey(source: RotationSource, change: InstallKeyChange): RotationPlan {
  const { verifiers } = source.config.sensor.install
  const old = verifiers.flatMap(({ group }, index) => (group === change.key.group ? [index] : []))
  if (old.length === 0) throw noSuchGroup(change.key.group, verifiers)
  const key = (wanted: { verifiers: readonly Verifier[]; edits: ConfigEdit[] }): StepKey[] => [
    {
      place: placeOf(variable, source.environment),
      edits: wanted.edits,
      value: JSON.stringify(wanted.verifiers),
    },
  ]
  const both = key(accepting(verifiers, old, change))
  const steps: RotationStep[] = [
    {
      name: 'step-1-accept',
      title: 'Accept the new key',
      meaning: 'Sensors may enrol with the old key and with the new one.',
      wait: 'Until every gateway has it: one without it would refuse sensors with the new key.',
      keys: both,
    },
    {
      name: 'step-2-sign',
      title: 'Roll the new key out',
      meaning:
        'The configuration stays as in step 1. Write the policies anew (`weaklayer policy --install-key new-install-key.json …`) and roll them out: docs/deployment.md, "Changing the install key".',
      wait: 'Until the machines have their policy: those that were off for long follow when they are on again. When the key leaked, do not wait.',
      keys: both,
    },
    {
      name: 'step-3-retire',
      title: 'Retire the old key',
      meaning:
        'Whoever enrols with the old key gets 403 KEY_REFUSED, keeps its events, and goes on once its policy arrives.',
      wait: 'Nothing. Delete the old key where it is kept, and this folder.',
      keys: key(retired(verifiers, old, change)),
    },
  ]
  return {
    title: `Changing the install key of the group ${change.key.group}`,
    intro: 'The install key lets sensors enrol. No sensor is renamed by this, and none loses an event.',
    steps,
    secrets: [
      {
        name: 'new-install-key.json',
        text: `${JSON.stringify({ key: change.key, verifier: change.verifier })}\n`,
      },
    ],
    outro:
      'For another gateway whose configuration differs, call the same command there with `--use new-install-key.json`: all gateways need the same verifier. Take the file to the machine on which you make policies; a gateway does not need it.',
  }
}

function accepting(verifiers: readonly Verifier[], old: readonly number[], change: InstallKeyChange) {
  const { verifier, notAfter } = change
  const added: ConfigEdit = { path: [...path, verifiers.length], value: verifier }
  if (notAfter === undefined) return { verifiers: [...verifiers, verifier], edits: [added] }
  const ends = old.map(index => ({ path: [...path, index, 'notAfter'], value: notAfter }))
  const ended = verifiers.map((one, index) => (old.includes(index) ? { ...one, notAfter } : one))
  return { verifiers: [...ended, verifier], edits: [...ends, added] }
}

function retired(verifiers: readonly Verifier[], old: readonly number[], { verifier }: InstallKeyChange) {
  const gone = old.toReversed().map(index => ({ path: [...path, index], value: undefined }))
  const added = { path: [...path, verifiers.length], value: verifier }
  return {
    verifiers: [...verifiers.filter((_, index) => !old.includes(index)), verifier],
    edits: [added, ...gone],
  }
}

function noSuchGroup(group: string, verifiers: readonly Verifier[]) {
  const groups = [...new Set(verifiers.map(one => one.group))].join(', ')
  return failure(
    'ROTATE_GROUP_UNKNOWN',
    `the configuration has no verifier of the group ${group}`,
    `Name one of ${groups}; for a new group \`weaklayer key\` is enough.`,
  )
}
