import type { Problem } from '@weaklayer/wire'
import type { SensorView } from '../protocol.ts'

/** Where the settings come from and what is wrong with them. */
export interface PolicyText {
  state: string
  problems: Problem[]
}

type Policy = SensorView['policy']

const sources: Record<Policy['source'], string> = {
  managed: 'Those who manage this browser have set them.',
  cached:
    'Those who manage this browser have set them. The browser does not pass them on at the moment, so the last ones are in force.',
  development: 'They are built into this development build.',
  none: 'There are no settings. The default rules are in force.',
}

/** Says where the settings come from, and lists every mistake in them. */
export function describePolicy(policy: Policy): PolicyText {
  const source = policy.state === 'pending' ? sources.none : sources[policy.source]
  const verdict =
    policy.state === 'invalid'
      ? 'A part that is needed is missing or wrong. The valid parts still limit what is recorded.'
      : ''
  return {
    state: [source, verdict].filter(text => text !== '').join(' '),
    problems: policy.problems.map(problem => ({ ...problem, path: problem.path || '(all)' })),
  }
}
