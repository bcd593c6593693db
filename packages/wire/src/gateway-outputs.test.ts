import { expect, test } from 'vitest'
import { exampleTokenSecret, exampleVerifier } from './example-secrets.ts'
import { readGatewayConfig } from './read-gateway-config.ts'

const reading = (...outputs: unknown[]) =>
  readGatewayConfig({
    sensor: {
      token: { secrets: { current: exampleTokenSecret } },
      install: { verifiers: [exampleVerifier] },
    },
    outputs,
  })

const files = { type: 'filesystem', directory: 'events' }

test('an output is required, keeps its files and writes lines unless something else is said', () => {
  const result = reading(files)
  expect(result.status === 'ok' && result.config.outputs).toEqual([
    { ...files, format: 'lines', age: 300_000_000, size: 100_000_000, required: true, queue: 16_777_216 },
  ])
})

test('a retention takes an age with its unit, a size, or both', () => {
  const result = reading({ ...files, retention: { age: '90d', size: 5_000_000_000 } })
  expect(result.status === 'ok' && result.config.outputs).toMatchObject([
    { retention: { age: 7_776_000_000_000, size: 5_000_000_000 } },
  ])
})

test.each([
  [{ ...files, retention: { age: 90 } }, 'outputs.0.retention.age', /expected at least one hour/],
  [{ ...files, retention: { age: 'never' } }, 'outputs.0.retention.age', /expected microseconds or text/],
  [{ ...files, retention: { size: 5 } }, 'outputs.0.retention.size', /expected at least 1000000/],
  [{ ...files, format: 'json' }, 'outputs.0.format', /expected lines or array/],
  [{ ...files, queue: 1 }, 'outputs.0.queue', /expected at least 65536/],
  [{ ...files, required: false }, 'outputs', /no output is required/],
])('%j is a problem at %s', (output, path, message) => {
  const result = reading(output)
  expect(result.status === 'invalid' && result.problems).toMatchObject([
    { path, message: expect.stringMatching(message) },
  ])
})

test('one required output beside others is enough', () => {
  expect(reading({ type: 'stdout', required: false }, files).status).toBe('ok')
})
