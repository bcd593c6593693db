import * as z from 'zod'
import type { FromFrame, PageRequest } from '../protocol.ts'

const number = z.int().min(0)
/** Frames cut addresses here, and texts much earlier. */
const mostCharacters = 16_384

const report = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('Window') }),
  z.object({ kind: z.literal('WindowLocation'), href: z.string().max(mostCharacters) }),
  z.object({
    kind: z.literal('TextInput'),
    location: number,
    text: z.string().max(mostCharacters),
    length: number.optional(),
    field: z.enum(['password', 'line', 'area', 'keys']),
    inputType: z.string().max(64),
    filled: z.boolean(),
  }),
])

const sent = z.object({
  n: z.int().min(1),
  atMs: z.number().min(1).max(8.64e15),
  acked: number.optional(),
  report,
})

const fromFrame: z.ZodType<FromFrame> = z.object({
  frame: z.string().regex(/^[0-9a-f]{16}$/),
  messages: z.array(sent).max(512),
})

const pageRequest = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('view'),
    page: z.object({ url: z.string(), incognito: z.boolean() }).optional(),
  }),
  z.object({ ask: z.literal('selftest') }),
  z.object({ ask: z.literal('flush') }),
])

/** What a frame sent; undefined for anything that no frame of ours sends. */
export function readFromFrame(message: unknown): FromFrame | undefined {
  return fromFrame.safeParse(message).data
}

/** What a page of the sensor asks; undefined for anything else. */
export function readPageRequest(message: unknown): PageRequest | undefined {
  const request = pageRequest.safeParse(message).data
  if (request?.ask !== 'view') return request
  return request.page === undefined ? { ask: 'view' } : { ask: 'view', page: request.page }
}
