import type { ErrorCode } from '@weaklayer/wire'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { registerExtensionOrigins } from '../routes/extension-origin.ts'
import { registerHome } from '../routes/home.ts'
import { registerInstall } from '../routes/install.ts'
import { paced, refuse, refused } from '../routes/refuse.ts'
import { registerUpdates } from '../routes/updates.ts'
import { systemCode } from '../start-error.ts'
import type { GatewayParts } from './gateway-parts.ts'

/** Builds the sensor API but for uploads: routes and the answers to everything that is no route. */
export async function createApp(parts: GatewayParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    requestIdHeader: false,
    frameworkErrors: (_error, request, reply) =>
      void answerUnknown(request as FastifyRequest, reply as FastifyReply),
  })
  // Routes read bodies themselves, within the gateway's limits.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  registerDraining(app, parts)
  registerExtensionOrigins(app)
  registerHome(app)
  registerInstall(app, parts)
  if (parts.updates !== undefined) registerUpdates(app, { ...parts, updates: parts.updates })
  app.setNotFoundHandler(answerUnknown)
  app.setErrorHandler((error, request, reply) => answerFailure(error, { request, reply, parts }))
  app.addHook('onResponse', (request, reply, done) => {
    const answer = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      code: reply.errorCode,
      tookMs: reply.elapsedTime,
    }
    parts.metrics.answered(answer)
    parts.log.debug(answer, 'answered')
    done()
  })
  await app.ready()
  return app
}

function registerDraining(app: FastifyInstance, { isDraining, isHurried, clock, load }: GatewayParts): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('date', new Date(clock.nowMs()).toUTCString())
    if (!isHurried()) return done()
    void refuse(request, reply, paced(refused('DRAINING', 'this gateway is stopping'), load))
  })
  app.addHook('onSend', (...[, reply, payload, done]) => {
    if (isDraining()) reply.header('connection', 'close')
    done(null, payload)
  })
}

const methods: Record<string, string> = {
  '/install': 'POST',
  '/events': 'POST',
  '/': 'GET, HEAD',
  '/license': 'GET, HEAD',
}

async function answerUnknown(request: FastifyRequest, reply: FastifyReply) {
  const allowed = methods[request.url.split('?')[0] ?? '']
  if (allowed === undefined) {
    return await refuse(request, reply, { code: 'NOT_FOUND', message: 'there is nothing at this address' })
  }
  reply.header('allow', allowed)
  return await refuse(request, reply, {
    code: 'METHOD_NOT_ALLOWED',
    message: `this address takes ${allowed} only`,
  })
}

interface Failure {
  request: FastifyRequest
  reply: FastifyReply
  parts: GatewayParts
}

async function answerFailure(error: unknown, { request, reply, parts }: Failure) {
  const status = (error as { statusCode?: number }).statusCode ?? 500
  const known: Record<number, { code: ErrorCode; message: string }> = {
    400: { code: 'BATCH_UNREADABLE', message: 'the request is not readable' },
    413: { code: 'BODY_TOO_LARGE', message: 'the body is too large' },
    415: { code: 'CONTENT_TYPE_UNSUPPORTED', message: 'the content type is not application/json' },
  }
  const answer = known[status]
  if (answer !== undefined) return await refuse(request, reply, answer)
  parts.log.error({ code: systemCode(error), err: error }, 'a request failed inside the gateway')
  return await refuse(request, reply, { code: 'INTERNAL', message: 'the gateway failed' })
}
