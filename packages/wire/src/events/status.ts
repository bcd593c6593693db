import * as z from 'zod'
import { count, epochId, field, seqNumber, text, uuid } from '../field.ts'
import { eventSchema } from './common.ts'

const previousEpoch = z.looseObject({
  sensor: field(uuid, 'pseudonym', 'The sensor id then, where it was another.').optional(),
  epoch: field(epochId, 'pseudonym', 'The epoch before this one.'),
  lastSeq: field(count, 'technical', 'The last seq that was given in it; 0 for none.'),
})

const policyProblem = z.looseObject({
  path: field(text, 'technical', 'Where in the policy, with dots.'),
  message: field(text, 'technical', 'What is wrong; never a secret value.'),
})

/** How the sensor is: at the start of an epoch and regularly after. Silence means that it is off. */
export const statusEvent = eventSchema('Status', 'The state of the sensor.', {
  previous: field(previousEpoch, 'technical', 'Links epochs; on the first Status of an epoch.').optional(),
  label: field(text, 'technical', 'The label that policy gives to this set of sensors.').optional(),
  device: field(text, 'identity', 'The machine, as policy names it.').optional(),
  user: field(text, 'identity', 'The person, as policy names them.').optional(),
  nextSeq: field(seqNumber, 'technical', 'The seq that the event after this one gets.'),
  queued: field(count, 'technical', 'Events that wait for delivery, this one not counted.'),
  queuedBytes: field(count, 'technical', 'Their size as JSON text, in bytes.'),
  oldestAgeMs: field(count, 'technical', 'Age of the oldest one, in milliseconds; 0 for none.'),
  dropped: field(
    z.record(z.string(), z.record(z.string(), z.int().min(0))),
    'technical',
    'Events given up since installation: reason, then type, then number.',
  ).optional(),
  version: field(text, 'technical', 'Version of the sensor.'),
  browser: field(text, 'technical', 'Browser with its version.').optional(),
  os: field(text, 'technical', 'Operating system.').optional(),
  policyHash: field(
    text,
    'technical',
    'SHA-256 of the policy in force without its secrets, first 16 hex digits.',
  ).optional(),
  policyState: field(text, 'technical', '`pending`, `ok` or `invalid`.'),
  policyProblems: field(z.array(policyProblem), 'technical', 'What is wrong with the policy.').optional(),
  incognitoAllowed: field(
    z.boolean(),
    'technical',
    'Whether the sensor may run in private windows.',
  ).optional(),
  fileAccess: field(z.boolean(), 'technical', 'Whether the sensor may run on file: addresses.').optional(),
  hostAccess: field(z.boolean(), 'technical', 'Whether the sensor may run on all hosts.').optional(),
  disabledSources: field(
    z.array(text),
    'technical',
    'Sources that do not work here, or that policy switched off.',
  ).optional(),
  clockSkewMs: field(
    z.int(),
    'technical',
    "The gateway's clock minus the sensor's, in milliseconds.",
  ).optional(),
})
