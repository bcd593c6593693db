import { errorAnswer, errorCodes } from '@weaklayer/wire'
import { shownUrl } from '../shown-url.ts'
import type { Answer } from './network.ts'

/** The JSON of an answer; undefined when it is none. */
export function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return undefined
  }
}

/** The gateway's own code in an answer; undefined when the answer is not the gateway's. */
export function gatewayCode(answer: Answer): keyof typeof errorCodes | undefined {
  const parsed = errorAnswer.safeParse(jsonOf(answer))
  if (!parsed.success || !Object.hasOwn(errorCodes, parsed.data.code)) return undefined
  const code = parsed.data.code as keyof typeof errorCodes
  return errorCodes[code].status === answer.statusCode ? code : undefined
}

/** Whether an answer is the page of a gateway. */
export function isGatewayPage(answer: Answer): boolean {
  return answer.statusCode === 200 && titleOf(answer) === 'Weaklayer gateway'
}

/** Where an answer sends the browser; undefined when it does not. */
export function redirectOf({ statusCode, headers }: Answer): string | undefined {
  const location = headers.location
  return statusCode >= 300 && statusCode < 400 && typeof location === 'string' ? location : undefined
}

/** What an answer looks like, in a few words. Never for an answer to a secret: it may repeat it. */
export function describeAnswer(answer: Answer): string {
  const type = String(answer.headers['content-type'] ?? 'no content type')
    .split(';')[0]
    ?.slice(0, 60)
  const title = titleOf(answer)
  return `status ${answer.statusCode}, ${type}${title === undefined ? '' : `, titled ${JSON.stringify(title)}`}`
}

/** Where a redirect goes, resolved and without query. */
export function redirectTarget(location: string, from: URL): string {
  return URL.canParse(location, from.href)
    ? shownUrl(new URL(location, from).href)
    : 'an address that is none'
}

function titleOf({ body }: Answer): string | undefined {
  const text = new TextDecoder().decode(body.subarray(0, 16_384))
  return /<title[^>]*>([^<]{1,300})/i.exec(text)?.[1]?.replaceAll(/\s+/g, ' ').trim().slice(0, 80)
}
