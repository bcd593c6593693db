import { expect, test } from 'vitest'
import { exampleTokenSecret, exampleVerifier } from './example-secrets.ts'
import { readGatewayConfig } from './read-gateway-config.ts'

const otherSecret = `${'A'.repeat(85)}Q==`
const thirdSecret = `${'B'.repeat(85)}Q==`

/** The first Weaklayer's file, as YAML and JSON readers give it. */
const firstWeaklayer = () => ({
  sensor: {
    api: {
      host: 'localhost',
      port: 8080,
      https: { certificate: 'cert.pem', key: 'key.pem', password: 'p' },
    },
    token: {
      duration: 2_419_200_000_000,
      secrets: { current: exampleTokenSecret, past: [otherSecret] },
    },
    install: { verifiers: [{ ...exampleVerifier }] },
  },
  outputs: [
    { type: 'stdout' },
    { type: 'filesystem', directory: './events', age: 300_000_000, size: 100_000_000 },
  ],
})

const changed = (change: (config: ReturnType<typeof firstWeaklayer> & Record<string, unknown>) => void) => {
  const config = firstWeaklayer()
  change(config)
  return config
}

const problemsIn = (raw: unknown) => {
  const reading = readGatewayConfig(raw)
  return reading.status === 'invalid' ? reading.problems : []
}

test("the first Weaklayer's configuration is accepted unchanged", () => {
  const reading = readGatewayConfig(firstWeaklayer())
  expect(reading).toMatchObject({
    status: 'ok',
    config: {
      ...firstWeaklayer(),
      limits: { batchEvents: 1000, headersTimeout: 10_000_000 },
      log: { level: 'info' },
    },
  })
})

test('durations may be text with a unit, and a key without a value counts as absent', () => {
  const raw = changed(config => {
    Object.assign(config.sensor.token, { duration: '14d' })
    Object.assign(config.sensor.token.secrets, { past: null })
    Object.assign(config.sensor.api, { https: null })
  })
  expect(readGatewayConfig(raw)).toMatchObject({
    status: 'ok',
    config: { sensor: { token: { duration: 1_209_600_000_000, secrets: { past: [] } } } },
  })
})

const unknownKeys: [where: string, change: Parameters<typeof changed>[0], todo: string][] = [
  ['sensors', config => Object.assign(config, { sensors: {} }), 'Did you mean `sensor`?'],
  ['sensor.api.prot', config => Object.assign(config.sensor.api, { prot: 1 }), 'Did you mean `port`?'],
  [
    'sensor.api.https.cert',
    config => Object.assign(config.sensor.api.https, { certficate: 'x' }),
    'Did you mean `certificate`?',
  ],
  [
    'sensor.token.secrets.curent',
    config => Object.assign(config.sensor.token.secrets, { curent: 'x' }),
    'Did you mean `current`?',
  ],
  [
    'sensor.install.verifiers.0.sal',
    config => Object.assign(config.sensor.install.verifiers[0] ?? {}, { sal: 'x' }),
    'Did you mean `salt`?',
  ],
  [
    'outputs.1.direktory',
    config => Object.assign(config.outputs[1] ?? {}, { direktory: 'x' }),
    'Did you mean `directory`?',
  ],
  [
    'outputs.0.requird',
    config => Object.assign(config.outputs[0] ?? {}, { requird: true }),
    'Did you mean `required`?',
  ],
  [
    'limits.bodyByte',
    config => Object.assign(config, { limits: { bodyByte: 1 } }),
    'Did you mean `bodyBytes`?',
  ],
  ['log.lvl', config => Object.assign(config, { log: { lvl: 1 } }), 'Did you mean `level`?'],
  ['zzzzzzzzzz', config => Object.assign(config, { zzzzzzzzzz: 1 }), 'Remove it.'],
]

test.each(unknownKeys)('an unknown key like %s names the nearest known one', (where, change, todo) => {
  const problems = problemsIn(changed(change))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ message: 'unknown key', todo })
  expect(problems[0]?.path.split('.').slice(0, -1)).toEqual(where.split('.').slice(0, -1))
})

const wrongValues: [path: string, change: Parameters<typeof changed>[0], message: RegExp, todo: string][] = [
  [
    'sensor.api.port',
    config => Object.assign(config.sensor.api, { port: 99_999 }),
    /^is 99999, expected at most 65535$/,
    'Correct the value.',
  ],
  [
    'sensor.api.port',
    config => Object.assign(config.sensor.api, { port: 'eighty' }),
    /^is "eighty", expected a number$/,
    'Correct the value.',
  ],
  [
    'sensor.api.https.key',
    config => Object.assign(config.sensor.api, { https: { certificate: 'c' } }),
    /^missing, expected a text$/,
    'Add it.',
  ],
  [
    'sensor.token.duration',
    config => Object.assign(config.sensor.token, { duration: 2_419_200 }),
    /^is 2419200, expected at least one hour/,
    'Correct the value.',
  ],
  [
    'sensor.token.duration',
    config => Object.assign(config.sensor.token, { duration: true }),
    /^is true, expected microseconds or text/,
    'Correct the value.',
  ],
  [
    'outputs.0.type',
    config => Object.assign(config, { outputs: [{ type: 'filesytem' }] }),
    /^is "filesytem", expected stdout or filesystem$/,
    'Did you mean `filesystem`?',
  ],
  [
    'outputs.0.age',
    config => Object.assign(config, { outputs: [{ type: 'filesystem', directory: 'x', age: '5 min' }] }),
    /^is "5 min", expected microseconds or text/,
    'Correct the value.',
  ],
  [
    'outputs',
    config => Object.assign(config, { outputs: [] }),
    /^is a list, expected at least 1 entries$/,
    'Correct the value.',
  ],
  [
    'log.level',
    config => Object.assign(config, { log: { level: 'warning' } }),
    /^is "warning", expected debug or info or warn or error$/,
    'Did you mean `warn`?',
  ],
]

test.each(wrongValues)(
  'a wrong value at %s says what it is and what was expected',
  (path, change, ...[message, todo]) => {
    const problems = problemsIn(changed(change))
    expect(problems).toEqual([{ path, message: expect.stringMatching(message), todo }])
  },
)

test('a damaged verifier is found by its checksum', () => {
  const raw = changed(config => {
    config.sensor.install.verifiers = [
      { ...exampleVerifier },
      { ...exampleVerifier, salt: 'oWrcdA==' } as never,
    ]
  })
  expect(problemsIn(raw)).toMatchObject([{ path: 'sensor.install.verifiers.1.checksum' }])
})

test('a token secret that stands twice is a problem', () => {
  const raw = changed(config => {
    config.sensor.token.secrets.past = [otherSecret, exampleTokenSecret, thirdSecret, otherSecret]
  })
  expect(problemsIn(raw)).toMatchObject([
    { path: 'sensor.token.secrets.past.1', message: 'is the current secret too' },
    { path: 'sensor.token.secrets.past.3', message: 'is in the list twice' },
  ])
})

test('two owners of one folder are a problem', () => {
  const raw = changed(config => {
    Object.assign(config, {
      outputs: [
        { type: 'filesystem', directory: './events' },
        { type: 'filesystem', directory: 'events/' },
      ],
      deadLetter: { directory: 'events' },
      audit: { directory: './events' },
    })
  })
  expect(problemsIn(raw).map(problem => problem.path)).toEqual([
    'outputs.1.directory',
    'deadLetter.directory',
    'audit.directory',
  ])
})

test('all problems come at once, those of structure and those of meaning', () => {
  const raw = changed(config => {
    Object.assign(config.sensor.api, { port: -1, hots: 'x' })
    config.sensor.token.secrets.past = [exampleTokenSecret, 'short']
    config.sensor.install.verifiers = [{ ...exampleVerifier, salt: 'oWrcdA==' } as never]
    Object.assign(config.outputs[1] ?? {}, { age: 'x' })
  })
  expect(
    problemsIn(raw)
      .map(problem => problem.path)
      .sort(),
  ).toEqual([
    'outputs.1.age',
    'sensor.api.hots',
    'sensor.api.port',
    'sensor.install.verifiers.0.checksum',
    'sensor.token.secrets.past.0',
    'sensor.token.secrets.past.1',
  ])
})

test.each([null, undefined, 'text', 7, []])('a configuration that is %j says what was expected', raw => {
  expect(problemsIn(raw)[0]?.message).toContain('expected an object with keys')
})

const canary = 'canary-k2J8'
const longCanary = `${canary}${'A'.repeat(77)}`

test('no message shows a secret, wherever it was put', () => {
  const misplaced = [
    changed(config => Object.assign(config.sensor.token.secrets, { current: canary, past: [canary, 7] })),
    changed(config => Object.assign(config.sensor.token, { secrets: canary })),
    changed(config => Object.assign(config.sensor.api.https, { password: [canary] })),
    changed(config => Object.assign(config.sensor.install, { verifiers: [{ hash: canary, salt: canary }] })),
    changed(config => Object.assign(config.sensor.api, { port: longCanary, host: 7 })),
    changed(config => Object.assign(config.sensor.token, { [`x${'y'.repeat(40)}${canary}`]: 1 })),
  ]
  for (const raw of misplaced) {
    const problems = problemsIn(raw)
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain(canary)
  }
  const shown = problemsIn(changed(config => Object.assign(config.sensor.api, { port: canary })))
  expect(JSON.stringify(shown)).toContain(canary)
})
