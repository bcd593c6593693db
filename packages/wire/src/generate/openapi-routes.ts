import { type ErrorCode, errorCodes } from '../error-codes.ts'

const everyRoute: ErrorCode[] = [
  'REQUEST_UNREADABLE',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'HTTPS_REQUIRED',
  'REQUEST_TIMEOUT',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_UNSUPPORTED',
  'RATE_LIMITED',
  'HEADERS_TOO_LARGE',
  'INTERNAL',
  'OUTPUT_UNAVAILABLE',
  'OVERLOADED',
  'DRAINING',
]

/** Which codes each route answers. */
export const routeCodes = {
  install: ['KEY_INVALID', 'PROOF_INVALID', 'CLOCK_SKEW', 'KEY_REFUSED', 'SENSOR_REVOKED', ...everyRoute],
  events: [
    'BATCH_UNREADABLE',
    'TOKEN_MISSING',
    'TOKEN_INVALID',
    'TOKEN_EXPIRED',
    'PROOF_INVALID',
    'CLOCK_SKEW',
    'SENSOR_REVOKED',
    'SEQ_CONFLICT',
    'BATCH_TOO_LARGE',
    ...everyRoute,
  ],
  page: ['HOST_NOT_SERVED'],
} satisfies Record<string, ErrorCode[]>

const proofHeader = (required: string) => ({
  name: 'DPoP',
  in: 'header',
  required: false,
  description: `Proof of the sensor's own key (RFC 9449): a JWT, typ dpop+jwt, ES256. ${required}`,
  schema: { type: 'string', maxLength: 4096 },
})

const noStore = { description: 'Always `no-store`.', schema: { type: 'string', const: 'no-store' } }
const noCache = { description: 'Always `no-cache`.', schema: { type: 'string', const: 'no-cache' } }
const retryAfter = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } }
const date = { description: "The gateway's clock.", schema: { type: 'string' } }

export const installRoute = {
  operationId: 'install',
  summary: 'Enrol a sensor, or renew its token.',
  description:
    'Answers only after the Install event is durable. The same key pair gets the same sensor id from every gateway.',
  parameters: [proofHeader('Without it the sensor gets a random id, as from the first Weaklayer.')],
  security: [{}, { token: [] }],
  requestBody: {
    required: true,
    description: 'At most 8 KiB.',
    content: json('InstallRequest'),
  },
  responses: {
    200: {
      description: 'Enrolled; with `dryRun` everything was checked and nothing was kept.',
      headers: { 'Cache-Control': noStore, Pragma: noCache },
      content: {
        'application/json': {
          schema: { oneOf: [reference('InstallAnswer'), reference('DryRunAnswer')] },
        },
      },
    },
    ...errorResponses(routeCodes.install),
  },
}

export const eventsRoute = {
  operationId: 'sendEvents',
  summary: 'Deliver a batch of events.',
  description:
    'Answers 200 only after every event is durable on every required output, or durable in the dead letter.',
  parameters: [
    {
      name: 'Content-Encoding',
      in: 'header',
      required: false,
      description: 'How the body is compressed; without it the body is plain.',
      schema: { type: 'string', enum: ['gzip', 'identity'] },
    },
    proofHeader('Needed only where the gateway says `sensor.token.proof: required`.'),
  ],
  security: [{ token: [] }],
  requestBody: {
    required: true,
    description: 'At most 1 MiB as sent, 4 MiB inflated, 1,000 events; every limit is configurable.',
    content: json('Batch'),
  },
  responses: {
    200: { description: 'What is durable now.', content: json('EventsAnswer') },
    ...errorResponses(routeCodes.events),
  },
}

export const pageRoute = {
  operationId: 'page',
  summary: 'A small page: product, version, licence, sources.',
  description:
    'Open it in the browser of a sensor to see that the certificate is trusted. The port of `sensor.api.redirect` sends browsers here by 308, and refuses names that the certificate is not for.',
  responses: {
    200: { description: 'The page.', content: { 'text/html': { schema: { type: 'string' } } } },
    ...errorResponses(routeCodes.page),
  },
}

function reference(name: string) {
  return { $ref: `#/components/schemas/${name}` }
}

function json(name: string) {
  return { 'application/json': { schema: reference(name) } }
}

/** One response a status; its description lists the codes with what to do. */
function errorResponses(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(codes, code => errorCodes[code].status)
  const responses = [...byStatus].map(([status, some]) => [
    status,
    {
      description: some.map(code => `${code}: ${errorCodes[code].todo}`).join('\n\n'),
      headers: { Date: date, ...(status === 429 || status === 503 ? { 'Retry-After': retryAfter } : {}) },
      content: json('ErrorAnswer'),
    },
  ])
  return Object.fromEntries(responses) as Record<number, object>
}
