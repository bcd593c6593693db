import { type PartialSensorConfig, readSensorConfig } from '@weaklayer/wire'
import { type CaptureRules, captureRules } from './capture-rules.ts'

/** Capture rules of a policy, as policy writes it. For tests. */
export function rulesOf(policy: object): CaptureRules {
  return captureRules(partialConfig(policy))
}

/** A policy without gateway and key, with its defaults. For tests. */
function partialConfig(policy: object): PartialSensorConfig {
  const reading = readSensorConfig({ excludedHosts: [], ...policy })
  if (reading.state !== 'invalid') throw new Error('expected a policy without gateway and key')
  return reading.partial
}
