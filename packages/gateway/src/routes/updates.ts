import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import { createInFlight, type InFlight } from '../body/in-flight.ts'
import type { Clock } from '../clock.ts'
import type { Load } from '../load/load.ts'
import { type ByteRange, readByteRange } from '../updates/byte-range.ts'
import type { UpdateFile, UpdateFiles } from '../updates/update-files.ts'
import { readUpdatePath, type UpdatePath } from '../updates/update-path.ts'
import { paced, refuse, refused } from './refuse.ts'

export interface UpdatesParts {
  updates: UpdateFiles
  clock: Clock
  load: Pick<Load, 'retryAfterMs'>
  /** Most packages that are on their way at once. @default 256 */
  mostSending?: number
}

/** What one download holds in memory, about: what is read stays shared. */
const chunkBytes = 65_536
/** Whoever takes longer for a package holds a place that others need. */
const longestSendMs = 120_000

/** GET /updates/…: packages of the sensor and the manifests by which browsers find them; anybody may have them. */
export function registerUpdates(app: FastifyInstance, parts: UpdatesParts): void {
  const sending = createInFlight((parts.mostSending ?? 256) * chunkBytes)
  const url = '/updates/*'
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: async (request, reply) => {
      reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      const path = readUpdatePath(request.url)
      const file = path && (await parts.updates.read(path))
      if (path === undefined || file === undefined) {
        const nothing = { code: 'NOT_FOUND', message: 'there is no such package or update manifest' } as const
        return await refuse(request, reply, nothing)
      }
      return await answer({ request, reply, path, file, sending, ...parts })
    },
  })
  app.route({
    method: app.supportedMethods.filter(one => one !== 'GET' && one !== 'HEAD'),
    url,
    handler: async (request, reply) => {
      reply.header('allow', 'GET, HEAD')
      const message = 'this address takes GET, HEAD only'
      return await refuse(request, reply, { code: 'METHOD_NOT_ALLOWED', message })
    },
  })
}

interface Answer extends UpdatesParts {
  request: FastifyRequest
  reply: FastifyReply
  path: UpdatePath
  file: UpdateFile
  sending: InFlight
}

async function answer(parts: Answer): Promise<FastifyReply> {
  const { request, reply, path, file } = parts
  const headers = {
    'cache-control': path.isManifest ? 'public, max-age=300' : 'public, max-age=31536000, immutable',
    etag: file.etag,
    'last-modified': new Date(file.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
  }
  if (fresh(request.headers, headers)) return await reply.headers(headers).code(304).send()
  const range = isRangeOf(request, headers)
    ? readByteRange(request.headers.range, file.bytes.length)
    : undefined
  const { first, last } = range ?? { first: 0, last: file.bytes.length - 1 }
  const part = file.bytes.subarray(first, last + 1)
  if (request.method === 'GET' && !holdPlace(parts)) {
    const busy = refused('OVERLOADED', 'too many packages are on their way')
    return await refuse(request, reply, paced(busy, parts.load))
  }
  reply.headers({ ...headers, 'content-type': path.contentType, 'content-length': part.length })
  if (range !== undefined) reply.code(206).header('content-range', rangeHeader(range, file))
  return await reply.send(request.method === 'HEAD' ? undefined : Readable.from(chunksOf(part)))
}

/** Takes a place until the answer is sent, or the time for it is over. */
function holdPlace({ reply, sending, clock }: Answer): boolean {
  if (!sending.take(chunkBytes)) return false
  const cancel = clock.after(longestSendMs, () => reply.raw.destroy())
  reply.raw.once('close', () => {
    cancel()
    sending.give(chunkBytes)
  })
  return true
}

/** A part of another file than the one that the browser has the rest of would make a third. */
function isRangeOf({ headers }: FastifyRequest, file: { etag: string; 'last-modified': string }): boolean {
  const only = headers['if-range']
  return only === undefined || only === file.etag || only === file['last-modified']
}

function rangeHeader({ first, last }: ByteRange, { bytes }: UpdateFile): string {
  return `bytes ${first}-${last}/${bytes.length}`
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
