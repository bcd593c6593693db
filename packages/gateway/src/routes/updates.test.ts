import { once } from 'node:events'
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { openSocket } from '../testing/raw-socket.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { startTestGateway, temporaryDirectory } from '../testing/test-gateway.ts'
import { openUpdateFiles } from '../updates/update-files.ts'
import { registerUpdates } from './updates.ts'

const crx = Buffer.alloc(200_000, 'a package of the sensor ')

/** A gateway that serves a directory with one version, and the same in the ring `pilot`. */
async function start() {
  const base = await temporaryDirectory()
  const directory = join(base, 'updates')
  await mkdir(join(directory, 'pilot'), { recursive: true })
  for (const folder of [directory, join(directory, 'pilot')]) {
    await writeFile(
      join(folder, 'update.xml'),
      `<gupdate>${folder === directory ? 'all' : 'pilot'}</gupdate>`,
    )
    await writeFile(join(folder, 'updates.json'), '{"addons":{}}')
    await writeFile(join(folder, 'weaklayer-0.1.0.crx'), crx)
    await writeFile(join(folder, 'weaklayer-0.1.0.xpi'), 'xpi')
  }
  const gateway = await startTestGateway({ directory: base, updates: { directory: 'updates' } })
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${gateway.url}/updates/${path}`, { headers, method })
  return { directory, gateway, get }
}

const shortly = 'public, max-age=300'
const forLong = 'public, max-age=31536000, immutable'

test.each([
  ['update.xml', 'text/xml; charset=utf-8', shortly],
  ['pilot/updates.json', 'application/json; charset=utf-8', shortly],
  ['weaklayer-0.1.0.crx', 'application/x-chrome-extension', forLong],
  ['pilot/weaklayer-0.1.0.xpi', 'application/x-xpinstall', forLong],
])('%s comes as %s, to be kept as %s', async (path, type, caching) => {
  const { get } = await start()
  const answer = await get(path)
  const head = await get(path, {}, 'HEAD')
  for (const { status, headers } of [answer, head]) {
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': type,
      'cache-control': caching,
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
      'last-modified': expect.stringMatching(/ GMT$/),
    })
  }
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect(answer.headers.get('content-length')).toBe(String(bytes.length))
  expect(head.headers.get('content-length')).toBe(String(bytes.length))
  if (path.endsWith('.crx')) expect(bytes.equals(crx)).toBe(true)
})

test('the update address of a browser, with what it adds, gives the manifest of its ring', async () => {
  const { get } = await start()
  const query = '?os=linux&x=id%3Dabc%26v%3D0.1.0%26uc'
  expect(await (await get(`update.xml${query}`)).text()).toBe('<gupdate>all</gupdate>')
  expect(await (await get(`pilot/update.xml${query}`)).text()).toBe('<gupdate>pilot</gupdate>')
})

test('what a browser has already is not sent again, until it changes', async () => {
  const { directory, get } = await start()
  const first = await get('update.xml')
  const etag = first.headers.get('etag') ?? ''
  const modified = first.headers.get('last-modified') ?? ''
  // Without it `fetch` adds no-cache, which asks for the whole file.
  const usual = { 'cache-control': 'max-age=0' }
  for (const condition of [{ 'if-none-match': etag }, { 'if-modified-since': modified }]) {
    const again = await get('update.xml', { ...usual, ...condition })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
  }
  await writeFile(join(directory, 'new'), '<gupdate>new</gupdate>')
  await rename(join(directory, 'new'), join(directory, 'update.xml'))
  const later = await get('update.xml', { ...usual, 'if-none-match': etag })
  expect([later.status, await later.text()]).toEqual([200, '<gupdate>new</gupdate>'])
})

test('the mark of a content is the same wherever it lies', async () => {
  const { get } = await start()
  const tag = async (path: string) => (await get(path)).headers.get('etag')
  expect(await tag('weaklayer-0.1.0.crx')).toBe(await tag('pilot/weaklayer-0.1.0.crx'))
  expect(await tag('update.xml')).not.toBe(await tag('pilot/update.xml'))
})

test('a broken download goes on where it was, but never with the rest of another file', async () => {
  const { get } = await start()
  const etag = (await get('weaklayer-0.1.0.crx')).headers.get('etag') ?? ''
  const range = { range: 'bytes=199990-' }
  const rest = await get('weaklayer-0.1.0.crx', range)
  expect([rest.status, rest.headers.get('content-range')]).toEqual([206, 'bytes 199990-199999/200000'])
  expect(Buffer.from(await rest.arrayBuffer()).equals(crx.subarray(199_990))).toBe(true)
  expect((await get('weaklayer-0.1.0.crx', { ...range, 'if-range': etag })).status).toBe(206)
  const other = await get('weaklayer-0.1.0.crx', { ...range, 'if-range': '"other"' })
  expect([other.status, (await other.arrayBuffer()).byteLength]).toEqual([200, crx.length])
})

/** Sends a path as it is; `fetch` would tidy it up. */
async function statusOf(port: number, path: string): Promise<number> {
  const socket = await openSocket(port)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return Number(text.split(' ')[1])
}

test('nothing else is given away: no listing, no way out, no dot files, no links to elsewhere', async () => {
  const { directory, gateway, get } = await start()
  const outside = join(directory, '..')
  await writeFile(join(outside, 'update.xml'), 'outside')
  await writeFile(join(outside, 'secret.txt'), 'outside')
  await writeFile(join(directory, '.hidden.crx'), 'hidden')
  await writeFile(join(directory, 'sensor-key.pem'), 'key')
  await mkdir(join(directory, 'weaklayer-3.crx'))
  await symlink(join(outside, 'secret.txt'), join(directory, 'weaklayer-2.crx'))
  await symlink(outside, join(directory, 'away'))
  await symlink(join(directory, 'pilot'), join(directory, 'linked'))
  const paths = ['', 'pilot', 'pilot/', '.hidden.crx', 'sensor-key.pem', 'weaklayer-2.crx', 'weaklayer-3.crx']
  const ways = [
    '../update.xml',
    '%2e%2e/update.xml',
    '..%2fupdate.xml',
    'pilot/../../update.xml',
    'away/update.xml',
  ]
  for (const path of [...paths, ...ways, '%', '%00', 'none/update.xml', 'weaklayer-9.crx'])
    expect([path, await statusOf(gateway.port, `/updates/${path}`)]).toEqual([path, 404])
  // The same request finds what is there, also through a link within the directory.
  expect(await statusOf(gateway.port, '/updates/pilot/update.xml')).toBe(200)
  expect(await (await get('linked/update.xml')).text()).toBe('<gupdate>pilot</gupdate>')
  expect((await get('none.crx')).headers.get('cache-control')).toBe('no-store')
})

test('only GET and HEAD', async () => {
  const { get } = await start()
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await get('update.xml', {}, method)
    expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
  }
})

test('a manifest that is replaced while many read it is always whole', async () => {
  const rounds = 40
  const { directory, get } = await start()
  const content = (round: number) => `<gupdate>${String(round).repeat(1 + (round % 7) * 9000)}</gupdate>`
  await writeFile(join(directory, 'update.xml'), content(1))
  let isOver = false
  const read = async () => {
    const texts = new Set<string>()
    while (!isOver) texts.add(await (await get('update.xml')).text())
    return texts
  }
  const readers = Array.from({ length: 4 }, read)
  try {
    for (let round = 1; round <= rounds; round++) {
      await writeFile(join(directory, 'next'), content(round))
      await rename(join(directory, 'next'), join(directory, 'update.xml'))
      expect(await (await get('update.xml')).text()).toBe(content(round))
    }
  } finally {
    isOver = true
    await Promise.allSettled(readers)
  }
  const seen = (await Promise.all(readers)).flatMap(texts => [...texts])
  const whole = new Set(Array.from({ length: rounds }, (_, index) => content(index + 1)))
  expect(seen.length).toBeGreaterThan(4)
  expect(seen.filter(text => !whole.has(text))).toEqual([])
})

test('a gateway without a directory of updates has none, and one whose directory is missing does not start', async () => {
  const gateway = await startTestGateway()
  expect((await fetch(`${gateway.url}/updates/update.xml`)).status).toBe(404)
  await expect(startTestGateway({ updates: { directory: 'nowhere' } })).rejects.toMatchObject({
    code: 'UPDATES_DIRECTORY_UNUSABLE',
    message: expect.stringMatching(/nowhere \(updates.directory\): ENOENT/),
  })
})

/** The route alone, with two places for downloads and a clock that only the test moves. */
async function startSmall() {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'weaklayer-1.crx'), Buffer.alloc(15_000_000))
  const clock = createTestClock(1_763_760_000_000)
  const load = { retryAfterMs: (leastMs: number) => leastMs }
  const app = fastify()
  registerUpdates(app, { updates: await openUpdateFiles(directory), clock, load, mostSending: 2 })
  await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => app.close())
  const { port } = app.server.address() as { port: number }
  return { clock, port, url: `http://127.0.0.1:${port}/updates/weaklayer-1.crx` }
}

/** A browser that takes the head of an answer and then nothing more. */
async function stall(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  socket.write('GET /updates/weaklayer-1.crx HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'readable')
  return socket
}

test('downloads that stall hold a bounded number of places for a bounded time', async () => {
  const { clock, port, url } = await startSmall()
  const stalled = [await stall(port), await stall(port)]
  const busy = await fetch(url)
  expect([busy.status, busy.headers.get('retry-after'), await busy.json()]).toMatchObject([
    503,
    '5',
    { code: 'OVERLOADED' },
  ])
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  await clock.advance(120_000)
  for (const socket of stalled) {
    const closed = once(socket, 'close')
    socket.resume()
    await closed
    expect(socket.bytesRead).toBeLessThan(15_000_000)
  }
  const answer = await fetch(url)
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 15_000_000])
})
