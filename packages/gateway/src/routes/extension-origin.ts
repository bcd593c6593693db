import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from './refuse.ts'

const extensionOrigin = /^(?:chrome|moz)-extension:\/\/[\w-]+$/

/**
 * Lets extensions read answers. A browser asks first (OPTIONS) where a policy's `runtime_blocked_hosts` covers the
 * gateway; pages of the web are never let in.
 */
export function registerExtensionOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const origin = originOf(request)
    reply.header('vary', 'Origin')
    if (origin !== undefined) {
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-expose-headers', 'date, retry-after')
    }
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

function originOf(request: FastifyRequest): string | undefined {
  const { origin } = request.headers
  return origin !== undefined && extensionOrigin.test(origin) ? origin : undefined
}
