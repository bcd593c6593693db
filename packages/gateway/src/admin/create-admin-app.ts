import openApi from '@weaklayer/wire/schemas/openapi.json' with { type: 'json' }
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import type { Health } from './health.ts'
import { type RevocationRoutes, registerRevocations } from './revocation-routes.ts'

const routes = ['/livez', '/readyz', '/startupz', '/metrics', '/openapi.json', '/revocations']

/**
 * Builds what the admin listener answers: probes, metrics, the description of the sensor API, and what administrators do
 * with their token.
 */
export async function createAdminApp(
  health: Health,
  metrics: Metrics,
  revocations?: RevocationRoutes,
): Promise<FastifyInstance> {
  const app = fastify({ logger: false, requestIdHeader: false })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  app.get('/livez', async (_request, reply) => await say(reply, []))
  app.get('/startupz', async (_request, reply) => await say(reply, health.isStarted() ? [] : ['starting']))
  app.get('/readyz', async (_request, reply) => {
    health.asked()
    return await say(reply, health.unreadiness())
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.page()
    return await reply.type(contentType).send(text)
  })
  app.get('/openapi.json', async () => openApi)
  if (revocations !== undefined) await registerRevocations(app, revocations)
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ status: 'not_found', routes }))
  await app.ready()
  return app
}

/** 200, or 503 with the reasons: what Kubernetes, HAProxy and systemd watchdogs look at is the status alone. */
function say(reply: FastifyReply, reasons: readonly string[]): FastifyReply {
  if (reasons.length === 0) return reply.send({ status: 'ok' })
  return reply.code(503).send({ status: 'unavailable', reasons })
}
