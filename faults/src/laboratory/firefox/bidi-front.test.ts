import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type BidiFront, startBidiFront } from './bidi-front.ts'

interface Command {
  id: number
  method: string
}

/** A browser that answers what a test says; unknown commands it refuses as Firefox does. */
let firefox: WebSocketServer
let answers: Record<string, unknown>
let heard: Command[]
let front: BidiFront
let client: WebSocket
let received: unknown[]

beforeEach(async () => {
  answers = { 'session.new': { sessionId: 'a' } }
  heard = []
  received = []
  firefox = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(firefox, 'listening')
  firefox.on('connection', socket =>
    socket.on('message', data => {
      const command = JSON.parse(String(data)) as Command
      heard.push(command)
      const { id, method } = command
      const known = method in answers
      const refusal = { type: 'error', id, error: 'unknown command', message: method }
      socket.send(JSON.stringify(known ? { type: 'success', id, result: answers[method] } : refusal))
    }),
  )
  front = await startBidiFront(`ws://127.0.0.1:${(firefox.address() as AddressInfo).port}`)
  client = new WebSocket(`${front.url}/session`)
  client.on('message', data => received.push(JSON.parse(String(data))))
  await once(client, 'open')
})

afterEach(async () => {
  client.terminate()
  await front.close()
  firefox.close()
})

/** Sends as Playwright does, which knows nothing of the connection behind the front, and waits for the answer. */
async function ask(id: number, method: string): Promise<unknown> {
  const answered = new Promise(resolve => {
    client.on('message', data => {
      const message = JSON.parse(String(data))
      if (message.id === id) resolve(message)
    })
  })
  client.send(JSON.stringify({ id, method, params: {} }))
  return await answered
}

test('commands and answers pass, refusals too', async () => {
  answers['script.evaluate'] = { value: 7 }
  expect(await ask(1, 'script.evaluate')).toEqual({ type: 'success', id: 1, result: { value: 7 } })
  expect(await ask(2, 'network.unheardOf')).toMatchObject({ type: 'error', id: 2, error: 'unknown command' })
})

test('an emulation that the browser does not know is answered with success', async () => {
  expect(await ask(1, 'emulation.unheardOf')).toEqual({ type: 'success', id: 1, result: {} })
})

test('a command of our own waits for the session, and the client sees nothing of it', async () => {
  answers['browsingContext.getTree'] = { contexts: [] }
  const own = front.send('browsingContext.getTree', {})
  await ask(1, 'session.new')
  expect(await own).toEqual({ contexts: [] })
  expect(heard.map(({ method }) => method)).toEqual(['session.new', 'browsingContext.getTree'])
  expect(received).toEqual([{ type: 'success', id: 1, result: { sessionId: 'a' } }])
})

test('a command of our own that the browser refuses rejects with its reason', async () => {
  await ask(1, 'session.new')
  await expect(front.send('browsingContext.unheardOf', {})).rejects.toThrow(
    'unknown command: browsingContext.unheardOf',
  )
})

test('a command of our own rejects when the front closes', async () => {
  const own = front.send('browsingContext.getTree', {})
  own.catch(() => undefined)
  await front.close()
  await expect(own).rejects.toThrow('The browser is gone.')
})
