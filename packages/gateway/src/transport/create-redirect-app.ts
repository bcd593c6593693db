import type { X509Certificate } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastify from 'fastify'
import { refuse } from '../routes/refuse.ts'
import { redirectTarget } from './redirect-target.ts'

export interface RedirectAppOptions {
  /** The one that https serves now. */
  certificate: () => X509Certificate
  httpsPort: number
}

/** Sends GET and HEAD to https; everything else was sent in clear by somebody who should know, and is refused. */
export async function createRedirectApp(options: RedirectAppOptions): Promise<FastifyInstance> {
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply.header('allow', 'GET, HEAD')
      return await refuse(request, reply, {
        code: 'HTTPS_REQUIRED',
        message: 'this port does not take requests',
      })
    }
    const { certificate, httpsPort } = options
    const wanted = { host: request.headers.host, path: request.raw.url ?? '' }
    const target = redirectTarget(wanted, { certificate: certificate(), httpsPort })
    if (target === undefined) {
      const message = 'the certificate of this gateway is not for the name that was asked'
      return await refuse(request, reply, { code: 'HOST_NOT_SERVED', message })
    }
    return await reply.code(308).header('location', target).send()
  }
  const app = fastify({
    logger: false,
    requestIdHeader: false,
    frameworkErrors: (_error, request, reply) =>
      void answer(request as FastifyRequest, reply as FastifyReply),
  })
  app.addHook('onRequest', answer)
  await app.ready()
  return app
}
