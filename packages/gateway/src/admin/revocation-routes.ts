import { type Revocation, revocation, revocationList } from '@weaklayer/wire'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import type { QuietLog } from '../log/quiet-log.ts'
import type { RevocationSubject } from '../revocation/edit-revocation-list.ts'
import type { DeskOutcome } from '../revocation/revocation-desk.ts'
import { systemCode } from '../start-error.ts'
import type { AdminControl, AdminDuty } from './admin-control.ts'
import { adminErrors } from './admin-errors.ts'
import { type AdminRefusal, createAdmission } from './admit-administrator.ts'

export interface RevocationRoutes {
  control: AdminControl
  clock: Clock
  quietLog: QuietLog
}

const mostEntries = 1000

/** GET, POST and DELETE /revocations, for who has the token of administrators. */
export async function registerRevocations(app: FastifyInstance, routes: RevocationRoutes): Promise<void> {
  await app.register((scope, _options, done) => {
    addRoutes(scope, routes)
    done()
  })
}

function addRoutes(scope: FastifyInstance, { control, clock, quietLog }: RevocationRoutes): void {
  const admit = createAdmission(clock)
  scope.removeContentTypeParser('text/plain')
  scope.addHook('onRequest', async (request, reply) => {
    const duty = control.duty()
    const refusal = duty === undefined ? unavailable : admit(request, duty.token())
    if (refusal === undefined) return
    if (duty !== undefined && refusal.code !== 'ADMIN_TOKEN_UNSET') {
      quietLog.warn(refusal.code, { address: request.ip }, 'a request of an administrator was refused')
      duty.audit.refused({ action: 'admin.refused', code: refusal.code, address: request.ip })
    }
    return refuse(reply, refusal)
  })
  scope.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500
    if (status < 500)
      return refuse(reply, { code: 'ADMIN_REQUEST_INVALID', message: 'the body is no JSON of at most 1 MiB' })
    quietLog.error('INTERNAL', { reason: systemCode(error) }, 'a request of an administrator failed')
    return refuse(reply, unavailable)
  })
  scope.get('/revocations', async (_request, reply) =>
    onDuty(control, reply, ({ desk }) => reply.send({ file: desk.file ?? null, entries: desk.list() })),
  )
  scope.post('/revocations', async (request, reply) =>
    onDuty(control, reply, async ({ desk }) => {
      const wanted = readEntries(request.body)
      if (wanted.status === 'invalid')
        return refuse(reply, { code: 'REVOCATION_INVALID', message: wanted.message })
      const outcome = await desk.add(wanted.entries, byWhom(request))
      if (outcome.status === 'failed') return refuse(reply, outcome)
      const known = wanted.entries.length - outcome.changed
      return reply.send({ added: outcome.changed, known, entries: outcome.entries })
    }),
  )
  scope.delete('/revocations', async (request, reply) =>
    onDuty(control, reply, async ({ desk }) => {
      const subject = readSubject(request.query)
      if (subject === undefined) return refuse(reply, noSubject)
      return answerRemoval(reply, await desk.remove(subject, byWhom(request)))
    }),
  )
}

const unavailable: AdminRefusal = {
  code: 'ADMIN_UNAVAILABLE',
  message: 'the gateway starts or stops, or failed',
}

const noSubject: AdminRefusal = {
  code: 'ADMIN_REQUEST_INVALID',
  message: 'expected one of ?sensor=UUID, ?group=UUID and ?everybody=true',
}

/** The gateway may have begun to stop while a body arrived. */
async function onDuty(
  control: AdminControl,
  reply: FastifyReply,
  act: (duty: AdminDuty) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const duty = control.duty()
  return duty === undefined ? refuse(reply, unavailable) : await act(duty)
}

function answerRemoval(reply: FastifyReply, outcome: DeskOutcome): FastifyReply {
  if (outcome.status === 'failed') return refuse(reply, outcome)
  if (outcome.changed === 0)
    return refuse(reply, { code: 'REVOCATION_UNKNOWN', message: 'no entry is about that' })
  return reply.send({ removed: outcome.changed, entries: outcome.entries })
}

type Entries = { status: 'ok'; entries: Revocation[] } | { status: 'invalid'; message: string }

/** `{entries: […]}`, or one entry alone. */
function readEntries(body: unknown): Entries {
  const isList = typeof body === 'object' && body !== null && 'entries' in body
  const parsed = revocationList.safeParse(isList ? body : { entries: [body] })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'is none' }
    const place = isList ? path : path.slice(2)
    return { status: 'invalid', message: `${place.join('.') || 'the body'}: ${message}`.slice(0, 500) }
  }
  const { entries } = parsed.data
  if (entries.length > 0 && entries.length <= mostEntries) return { status: 'ok', entries }
  return { status: 'invalid', message: `entries: expected 1 to ${mostEntries}, found ${entries.length}` }
}

/** `?sensor=UUID`, `?group=UUID` or `?everybody=true`, and nothing else. */
function readSubject(query: unknown): RevocationSubject | undefined {
  const [given, ...others] = Object.entries(query as Record<string, unknown>)
  if (given === undefined || others.length > 0) return undefined
  const [name, value] = given
  if (name === 'everybody') return value === 'true' ? { everybody: true } : undefined
  const parsed = revocation.safeParse({ [name]: value })
  if (!parsed.success) return undefined
  const { sensor, group } = parsed.data
  if (sensor !== undefined) return { sensor }
  return group === undefined ? undefined : { group }
}

function byWhom(request: FastifyRequest): Record<string, string> {
  return { via: 'admin', address: request.ip }
}

function refuse(reply: FastifyReply, { code, message, retryAfterMs }: AdminRefusal): FastifyReply {
  const { status, todo } = adminErrors[code]
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000))
  return reply.code(status).send({ code, message, todo })
}
