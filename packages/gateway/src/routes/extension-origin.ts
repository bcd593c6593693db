import type { FastifyInstance } from 'fastify'
import { refuse } from './refuse.ts'
import type { RequestHead } from './request-head.ts'

const extensionOrigin = /^(?:chrome|moz)-extension:\/\/[\w-]+$/

/**
 * Lets extensions read answers. A browser asks first (OPTIONS) where a policy's `runtime_blocked_hosts` covers the
 * gateway; pages of the web are never let in.
 */
export function registerExtensionOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(originHeaders(request))
    done()
  })
  for (const path of ['/install', '/events']) {
    app.options(path, async (request, reply) => {
      if (originOf(request) === undefined) {
        reply.header('allow', 'POST')
        return await refuse(request, reply, {
          code: 'METHOD_NOT_ALLOWED',
          message: 'OPTIONS is for browser extensions only',
        })
      }
      reply.header('access-control-allow-methods', 'POST')
      reply.header('access-control-allow-headers', 'authorization, content-type, content-encoding, dpop')
      reply.header('access-control-max-age', '86400')
      if (request.headers['access-control-request-private-network'] === 'true') {
        reply.header('access-control-allow-private-network', 'true')
      }
      return await reply.code(204).send()
    })
  }
}

/** What lets an extension read the answer. */
export function originHeaders(request: RequestHead): Record<string, string> {
  const origin = originOf(request)
  if (origin === undefined) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'date, retry-after',
  }
}

function originOf(request: RequestHead): string | undefined {
  const { origin } = request.headers
  return origin !== undefined && extensionOrigin.test(origin) ? origin : undefined
}
