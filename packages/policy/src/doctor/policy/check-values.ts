import {
  type InstallKey,
  isPublicExample,
  type Problem,
  readSensorConfig,
  type SensorConfig,
} from '@weaklayer/wire'
import { type Finding, finding, fine } from '../finding.ts'
import { isLoopback } from '../gateway/loopback.ts'
import type { SensorPolicy } from './sensor-policy.ts'

export interface ValuesCheck {
  findings: Finding[]
  /** What of the values says where the gateway is; the parts that are valid. */
  config: Partial<Pick<SensorConfig, 'api' | 'installKey' | 'label' | 'incognito'>>
}

const soonUs = 30 * 86_400 * 1e6

/** Checks the managed values as the sensor would read them. */
export function checkValues(policy: SensorPolicy, nowUs: number): ValuesCheck {
  const subject = valuesSubject(policy)
  const reading = readSensorConfig(policy.values)
  if (reading.state === 'pending')
    return {
      findings: [finding('VALUES_MISSING', { subject, found: 'there are no managed values' })],
      config: {},
    }
  const config = reading.state === 'ok' ? reading.config : reading.partial
  const findings = [
    ...reading.problems.map(problem => valueFinding(subject, problem)),
    ...keyFindings(subject, { key: config.installKey, given: policy.values, nowUs }),
    ...variableFindings(subject, config),
    ...protocolFindings(subject, config.api),
  ]
  const good = fine('values', subject, `the values are complete: label ${JSON.stringify(config.label)}`)
  return { findings: reading.problems.length === 0 ? [good, ...findings] : findings, config }
}

function valuesSubject({ product, valuesId }: SensorPolicy): string {
  return valuesId === undefined ? `values for ${product}` : `${product}, values of ${valuesId}`
}

function valueFinding(subject: string, { path, message, todo }: Problem): Finding {
  const code = message === 'unknown key' ? 'VALUE_UNKNOWN' : 'VALUE_INVALID'
  return finding(code, { subject, found: `${path}: ${message}`, todo })
}

interface KeyFacts {
  key: InstallKey | undefined
  given: unknown
  nowUs: number
}

function keyFindings(subject: string, { key, given, nowUs }: KeyFacts): Finding[] {
  const found = holdsExample(given)
    ? [finding('KEY_EXAMPLE', { subject, found: 'installKey is the public example of the documentation' })]
    : []
  const notAfter = key?.notAfter
  if (notAfter === undefined || notAfter > nowUs + soonUs) return found
  const day = new Date(notAfter / 1000).toISOString().slice(0, 10)
  return notAfter <= nowUs
    ? [...found, finding('KEY_ENDED', { subject, found: `the install key ended on ${day}` })]
    : [...found, finding('KEY_ENDS_SOON', { subject, found: `the install key ends on ${day}` })]
}

/** Looks at every text: a damaged example key is one, too. */
function holdsExample(value: unknown): boolean {
  if (typeof value === 'string') return isPublicExample(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsExample)
}

/** `%ComputerName%`, `$SERIALNUMBER`, `{{serialnumber}}`, `${device_name}` as management tools write them. */
const variable = /%\w+%|\$\{?[A-Za-z_]\w*\}?|\{\{.+\}\}/

function variableFindings(
  subject: string,
  config: { device?: string | undefined; user?: string | undefined },
): Finding[] {
  return (['device', 'user'] as const)
    .filter(key => variable.test(config[key] ?? ''))
    .map(key =>
      finding('VARIABLE_VERBATIM', { subject, found: `${key} is a variable: ${config[key]?.slice(0, 80)}` }),
    )
}

function protocolFindings(subject: string, api: SensorConfig['api'] | undefined): Finding[] {
  if (api?.protocol !== 'http' || isLoopback(api.hostname)) return []
  return [
    finding('HTTP_UNPROTECTED', {
      subject,
      found: `api.protocol is http, and ${api.hostname} is not this machine`,
    }),
  ]
}
