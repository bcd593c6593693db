import { errorAnswer, errorCodes } from '@weaklayer/wire'

/** Answers without an error body, by status. */
const good = new Set([100, 200, 204, 206, 304])

/** What is wrong with the answers of a connection; each error must be a documented one. */
export function complaintAbout(said: string): string | undefined {
  let rest = said
  while (rest !== '') {
    const { status, body, length } = answerAt(rest)
    if (status === undefined) return `an answer that is none: ${JSON.stringify(rest.slice(0, 80))}`
    rest = rest.slice(length)
    const complaint = good.has(status) ? undefined : complaintAboutError(status, body)
    if (complaint !== undefined) return complaint
  }
  return undefined
}

interface ReadAnswer {
  status: number | undefined
  body: string
  length: number
}

function answerAt(text: string): ReadAnswer {
  const headEnd = text.indexOf('\r\n\r\n') + 4
  const head = text.slice(0, headEnd)
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]
  if (status === undefined || headEnd === 3) return { status: undefined, body: '', length: 0 }
  const told = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  // The answer to HEAD tells a length and has no body.
  const hasBody = !text.slice(headEnd, headEnd + told).startsWith('HTTP/1.1 ')
  const bytes = hasBody ? told : 0
  return { status: Number(status), body: text.slice(headEnd, headEnd + bytes), length: headEnd + bytes }
}

function complaintAboutError(status: number, body: string): string | undefined {
  if (status === 500) return 'an answer 500'
  // To HEAD.
  if (body === '') return undefined
  const parsed = errorAnswer.safeParse(parse(body))
  if (!parsed.success) return `an answer ${status} without code`
  const known = (errorCodes as Record<string, { status: number } | undefined>)[parsed.data.code]
  return known?.status === status ? undefined : `an answer ${status} with the code ${parsed.data.code}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
