import { expect, test } from 'vitest'
import { exampleTokenSecret, exampleVerifier } from './example-secrets.ts'
import { readGatewayConfig } from './read-gateway-config.ts'

const read = (api: Record<string, unknown>) =>
  readGatewayConfig({
    sensor: {
      api,
      token: { secrets: { current: exampleTokenSecret } },
      install: { verifiers: [exampleVerifier] },
    },
    outputs: [{ type: 'stdout' }],
  })

const problemsOf = (api: Record<string, unknown>) => {
  const reading = read(api)
  return reading.status === 'ok' ? [] : reading.problems.map(({ path, message }) => `${path} ${message}`)
}

const https = { certificate: 'c.pem', key: 'k.pem' }

test('nobody is trusted and nothing is redirected by default', () => {
  expect(read({})).toMatchObject({
    status: 'ok',
    config: {
      sensor: { api: { host: 'localhost', port: 8080, trustedProxies: [], proxyProtocol: 'off' } },
    },
  })
})

const networks = ['10.0.0.7', '10.0.0.0/8', '0.0.0.0/0', 'fd00::/8', '::1', '2001:db8::1', '::/0']

test.each(networks)('%s is an address or a range', network => {
  expect(problemsOf({ trustedProxies: [network] })).toEqual([])
})

const noNetworks: unknown[] = [
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/08',
  '10.0.0.0/',
  '10.0.0/8',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.0/255.0.0.0',
  'fd00::/129',
  'fd00::1%eth0',
  '[::1]',
  'loopback',
  'gateway.example.com',
  ' 10.0.0.1',
  '',
  10,
]

test.each(noNetworks)('%j is neither', network => {
  const problems = problemsOf({ trustedProxies: ['10.0.0.1', network] })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(/^sensor\.api\.trustedProxies\.1 .*expected/)
})

test('what does not fit together is said with its place', () => {
  expect(problemsOf({ proxyProtocol: 'required' })).toEqual([
    'sensor.api.proxyProtocol is "required", but `sensor.api.trustedProxies` names nobody who may send a PROXY header',
  ])
  expect(problemsOf({ proxyProtocol: 'required', trustedProxies: [] })).toHaveLength(1)
  expect(problemsOf({ proxyProtocol: 'required', trustedProxies: ['10.0.0.1'] })).toEqual([])
  expect(problemsOf({ proxyProtocol: 'on', trustedProxies: ['10.0.0.1'] })).toEqual([
    'sensor.api.proxyProtocol is "on", expected off or required',
  ])
  expect(problemsOf({ redirect: { port: 80 } })).toEqual([
    'sensor.api.redirect sends browsers to https, but `sensor.api.https` is missing',
  ])
  expect(problemsOf({ https, redirect: { port: 8080 } })).toEqual([
    'sensor.api.redirect.port is 8080, the port of https itself',
  ])
  expect(problemsOf({ https, redirect: { port: 8080, host: '192.0.2.7' } })).toEqual([])
  expect(problemsOf({ https, port: 0, redirect: { port: 0 } })).toEqual([])
  expect(problemsOf({ https, redirect: {} })).toEqual([
    expect.stringContaining('sensor.api.redirect.port missing'),
  ])
})

test('client certificates are required unless they are said to be optional', () => {
  const clientCertificates = { authority: 'a.pem' }
  expect(read({ https: { ...https, clientCertificates } })).toMatchObject({
    config: { sensor: { api: { https: { clientCertificates: { mode: 'required' } } } } },
  })
  expect(problemsOf({ https: { ...https, clientCertificates: {} } })).toHaveLength(1)
  expect(
    problemsOf({ https: { ...https, clientCertificates: { ...clientCertificates, mode: 'off' } } }),
  ).toHaveLength(1)
})
