/** One HTTP answer of a connection that carries one request at a time. */
export interface Answer {
  status: number
  body: string
}

/** Collects the bytes of a connection; returns an answer once it is whole. Answers have a Content-Length. */
export function createAnswerReader(): (chunk: Buffer) => Answer | undefined {
  let text = ''
  return chunk => {
    text += chunk.toString('latin1')
    const headEnd = text.indexOf('\r\n\r\n')
    if (headEnd < 0) return undefined
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2))?.[1] ?? 0)
    const end = headEnd + 4 + length
    if (text.length < end) return undefined
    const answer = { status: Number(text.slice(9, 12)), body: text.slice(headEnd + 4, end) }
    text = text.slice(end)
    return answer
  }
}
