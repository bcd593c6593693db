import { copyFileSync } from 'node:fs'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { openSocket, readAnswer } from '../testing/raw-socket.ts'
import { makeAuthority } from '../testing/test-certificates.ts'
import { startTestGateway, temporaryDirectory } from '../testing/test-gateway.ts'

async function start(redirect: Record<string, unknown> = {}) {
  const directory = await temporaryDirectory()
  const authority = makeAuthority(directory)
  const https = authority.issue('gateway')
  const gateway = await startTestGateway({ api: { https, redirect: { port: 0, ...redirect } } })
  return { gateway, authority, https, port: gateway.redirectPort ?? 0 }
}

interface Asked {
  method?: string
  host?: string
  path?: string
}

const ask = (port: number, { method = 'GET', host = 'localhost', path = '/' }: Asked) =>
  new Promise<{ status: number; location: string | undefined; text: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers: { host } }, answer => {
      let text = ''
      answer.on('data', chunk => (text += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text }),
      )
    })
    asked.on('error', reject).end(method === 'POST' ? '{}' : undefined)
  })

test('GET and HEAD are sent to https, everything else is refused with a code of its own', async () => {
  const { gateway, port } = await start()
  const location = `https://localhost:${gateway.port}/a?b=%20c`
  for (const method of ['GET', 'HEAD']) {
    expect(await ask(port, { method, path: '/a?b=%20c' })).toMatchObject({ status: 308, location, text: '' })
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const answer = await ask(port, { method, path: '/events' })
    expect(answer).toMatchObject({ status: 405, location: undefined })
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'HTTPS_REQUIRED', todo: expect.any(String) })
  }
  expect(gateway.log()).toContain(`"redirectUrl":"http://127.0.0.1:${port}"`)
})

test('another name than those of the certificate is not sent anywhere', async () => {
  const { port } = await start()
  for (const host of ['evil.test', 'localhost.evil.test', 'localhost@evil.test']) {
    const answer = await ask(port, { host })
    expect(answer).toMatchObject({ status: 421, location: undefined })
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'HOST_NOT_SERVED' })
  }
  const bad = await ask(port, { path: '/%zz' })
  expect(bad).toMatchObject({ status: 308, location: expect.stringContaining('/%zz') })
})

test('odd requests: a whole address, no host, headers beyond their limit', async () => {
  const { port } = await start()
  const send = async (text: string) => {
    const socket = await openSocket(port)
    socket.write(text)
    return await readAnswer(socket)
  }
  const whole = await send('GET http://evil.test/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(whole).toMatchObject({ status: 421, body: { code: 'HOST_NOT_SERVED' } })
  expect(await send('GET / HTTP/1.0\r\n\r\n')).toMatchObject({ status: 421 })
  const long = await send(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`)
  expect(long).toMatchObject({ status: 431, body: { code: 'HEADERS_TOO_LARGE' } })
})

test('the names are those of the certificate that is served now; the port that browsers see may be another', async () => {
  const { gateway, authority, https, port } = await start({ publicPort: 443 })
  const other = { host: 'other.example.com' }
  expect(await ask(port, {})).toMatchObject({ location: 'https://localhost/' })
  expect(await ask(port, other)).toMatchObject({ status: 421 })
  const renewed = authority.issue('renewed', { names: 'DNS:other.example.com' })
  copyFileSync(renewed.certificate, https.certificate)
  copyFileSync(renewed.key, https.key)
  await gateway.reload({ status: 'ok', config: gateway.config, warnings: [] })
  expect(await ask(port, other)).toMatchObject({ location: 'https://other.example.com/' })
})

test('it is closed with the gateway, and a port in use refuses the start', async () => {
  const { gateway, https, port } = await start()
  const api = { https, redirect: { port } }
  await expect(startTestGateway({ api })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining('sensor.api.redirect.port'),
  })
  await gateway.close()
  await expect(ask(port, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
