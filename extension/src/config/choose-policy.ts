import {
  canonicalJson,
  type PartialSensorConfig,
  type Problem,
  readSensorConfig,
  type SensorConfig,
} from '@weaklayer/wire'

/** The policy in force. */
export interface Policy {
  state: 'pending' | 'ok' | 'invalid'
  source: 'managed' | 'cached' | 'development' | 'none'
  /** What limits recording, in every state. */
  capture: PartialSensorConfig
  /** Everything; only in state `ok`. */
  config?: SensorConfig
  problems: Problem[]
}

export interface PolicySources {
  /** What managed storage says; undefined where it says nothing, or not yet. */
  managed: unknown
  /** The last good policy. */
  cached: unknown
  /** Packaged with a development build only. */
  development: object | null
}

/** Managed policy first, then a development build's own, then the last good one, then the defaults. */
export function choosePolicy({ managed, cached, development }: PolicySources): Policy {
  return (
    policyFrom(managed, 'managed') ??
    policyFrom(development, 'development') ??
    policyFrom(cached, 'cached') ?? { state: 'pending', source: 'none', capture: defaults(), problems: [] }
  )
}

/** Whether two policies say the same, whatever their source. */
export function isSamePolicy(one: Policy, other: Policy): boolean {
  const { source: _, ...content } = one
  const { source: __, ...otherContent } = other
  return canonicalJson(content) === canonicalJson(otherContent)
}

function policyFrom(said: unknown, source: Policy['source']): Policy | undefined {
  const reading = readSensorConfig(said)
  switch (reading.state) {
    case 'pending':
      return undefined
    case 'ok': {
      const { config, problems } = reading
      return { state: 'ok', source, capture: config, config, problems }
    }
    case 'invalid':
      return { state: 'invalid', source, capture: reading.partial, problems: reading.problems }
  }
}

/** What an object without a single known key is read as. */
function defaults(): PartialSensorConfig {
  const reading = readSensorConfig({ '': null })
  if (reading.state !== 'invalid') throw new Error('a policy without its mandatory keys was taken')
  return reading.partial
}
