import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  status: number
  head: string
  body: Record<string, unknown>
}

/** Opens a plain connection, to send what no HTTP client would. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  return socket
}

/** Reads one answer until the gateway closes the connection. */
export async function readAnswer(socket: Socket): Promise<RawAnswer> {
  return answerIn(await textOf(socket))
}

/** Reads several, of requests that were sent one behind the other. */
export async function readAnswers(socket: Socket, count: number): Promise<RawAnswer[]> {
  const texts = (await textOf(socket)).split(/(?=HTTP\/1\.1 \d{3} )/)
  if (texts.length !== count) throw new Error(`${texts.length} answers instead of ${count}`)
  return texts.map(answerIn)
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  await new Promise(resolve => socket.once('close', resolve))
  return text
}

function answerIn(text: string): RawAnswer {
  const [head = '', rest = ''] = text.split('\r\n\r\n')
  const body = rest.slice(0, Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0))
  return {
    status: Number(head.split(' ')[1]),
    head,
    body: JSON.parse(body || '{}') as Record<string, unknown>,
  }
}
