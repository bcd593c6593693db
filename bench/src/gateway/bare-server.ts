import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * The yardstick, frozen: the least that a server can do that keeps events. It checks nothing and knows nobody.
 * `node bare-server.ts DIRECTORY serialise|append` prints its address.
 * - `serialise`: gunzips, parses, writes each event as a line again, and syncs every 5 ms.
 * - `append`: gunzips, writes what comes out, and syncs every 5 ms.
 */
const [directory = '', mode = 'serialise'] = process.argv.slice(2)
const file = await open(join(directory, 'bare.ndjson'), 'a')
const groupMs = 5
const answer = '{"accepted":true}'

let waiting: Buffer[] = []
let answers: ServerResponse[] = []

function linesOf(inflated: Buffer): Buffer {
  if (mode === 'append') return inflated
  const events = JSON.parse(inflated.toString()) as unknown[]
  let lines = ''
  for (const event of events) lines += `${JSON.stringify(event)}\n`
  return Buffer.from(lines)
}

async function commit(): Promise<void> {
  const [buffers, due] = [waiting, answers]
  waiting = []
  answers = []
  await file.writev(buffers)
  await file.datasync()
  for (const response of due) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
    response.end(answer)
  }
  if (answers.length > 0) setTimeout(commit, groupMs)
  else isWaiting = false
}

let isWaiting = false

function take(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    waiting.push(linesOf(gunzipSync(Buffer.concat(chunks))))
    answers.push(response)
    if (isWaiting) return
    isWaiting = true
    setTimeout(commit, groupMs)
  })
}

const server = createServer(take)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
