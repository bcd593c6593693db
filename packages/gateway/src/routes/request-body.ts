import type { ErrorCode } from '@weaklayer/wire'
import type { Encoding } from '../body/unpack-body.ts'
import type { RequestHead } from './request-head.ts'

export type BodyKind =
  | { status: 'ok'; encoding: Encoding }
  | { status: 'refused'; code: ErrorCode; message: string }

/** Whether a request carries JSON, plain or as gzip; parameters of the content type are allowed. */
export function bodyKind(request: RequestHead): BodyKind {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return unsupported('the content type is not application/json')
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'gzip' || encoding === 'identity') return { status: 'ok', encoding }
  return unsupported('the content encoding is neither gzip nor identity')
}

function unsupported(message: string): BodyKind {
  return { status: 'refused', code: 'CONTENT_TYPE_UNSUPPORTED', message }
}
