import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadGatewayConfig } from '@weaklayer/gateway'
import { plainJson, readEventFiles, verifyEvents } from '@weaklayer/review'
import { readSensorConfig } from '@weaklayer/wire'
import type { Target } from '../target.ts'

const canary = 'Y2FuYXJ5IHRoYXQgbm8gbWVzc2FnZSBtYXkgaG9sZCwgY2FuYXJ5IHRoYXQgbm8gbWVzc2FnZSBtYXkgaG9sZCEhIQ=='
const yaml = `sensor:
  api: {host: localhost, port: 8080, trustedProxies: [10.0.0.0/8]}
  token: {duration: 28d, secrets: {current: ${canary}, past: []}}
  install:
    verifiers:
      - {group: 68886d61-572b-41a5-8edd-93a564fb5ba3, salt: oWrccA==, hash: bAW4dciXby0vAAhqHDebxsLioy6H3eYzGqvL8CMRhh0=, checksum: fhpiskuymKjvsyRKJ/U9ohdKRDpgft4x/Exn/zHM1zs=}
outputs:
  - &a {type: filesystem, directory: ./events, retention: {age: 90d, size: 1}}
  - {type: stdout, required: false}
limits: {eventBytes: 65536}
`

const configTarget: Target = {
  name: 'config',
  share: 2,
  corpus: [yaml, '{"sensor":{},"outputs":[]}', 'a: &a [*a, *a]', 'sensor: [', '- 1'],
  async open() {
    return {
      async run(input) {
        const loaded = await loadGatewayConfig({ text: input.toString() })
        const said = loaded.status === 'ok' ? loaded.warnings : [...loaded.problems, ...loaded.warnings]
        if (loaded.status === 'invalid' && loaded.problems.length === 0)
          return 'a refused configuration says nothing'
        return JSON.stringify(said).includes(canary) ? 'a message repeats a secret' : undefined
      },
    }
  },
}

const policyTarget: Target = {
  name: 'policy',
  share: 2,
  corpus: [
    '{"api":{"protocol":"https","hostname":"gateway.example.com","port":443},"label":"x","capture":{"level":"full"},"excludedHosts":["*.a.example"]}',
    '{"installKey":{"group":"68886d61-572b-41a5-8edd-93a564fb5ba3","secret":"x","checksum":"y"}}',
    '[]',
  ],
  async open() {
    return {
      run(input) {
        const value = parse(input)
        if (value !== undefined) readSensorConfig(value)
        return undefined
      },
    }
  },
}

const group = '68886d61-572b-41a5-8edd-93a564fb5ba3'
const line = `{"type":"Note","time":1763760000000001,"epoch":"0123456789abcdef","seq":1,"text":"x","sensor":"2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10","group":"${group}","received":1763760000000002}`
const dropped = line.replace(
  '"type":"Note"',
  '"type":"Dropped","reason":"quota","count":3,"ranges":[[2,4]],"was":[["0123456789abcdef",9]]',
)
const letter = `{"received":1,"sensor":"2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10","group":"${group}","code":"EVENT_INVALID","message":"x","event":{"seq":2,"epoch":"0123456789abcdef"}}`

const eventFilesTarget: Target = {
  name: 'event-files',
  share: 0.5,
  corpus: [
    `${line}\n`,
    `${line}\n${line.replace('"seq":1', '"seq":2')}\n`,
    `${dropped}\n`,
    `[${line}\n,${line}\n]`,
    `${letter}\n`,
  ],
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'weaklayer-fuzz-'))
    const letters = join(directory, 'dead-letter')
    for (const folder of [join(directory, group), join(letters, group)])
      await mkdir(folder, { recursive: true })
    return {
      async run(input) {
        for (const folder of [join(directory, group), join(letters, group)]) {
          await writeFile(join(folder, '1763760000000000-1763760000000009.ndjson'), input)
          await writeFile(join(folder, '1763760000000010-1763760000000019.json'), input)
        }
        for await (const entry of readEventFiles(directory)) plainJson(entry)
        const report = await verifyEvents(directory)
        return typeof report.complete === 'boolean' ? undefined : 'the proof says nothing'
      },
      close: () => rm(directory, { recursive: true }),
    }
  },
}

function parse(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString()) as unknown
  } catch {
    return undefined
  }
}

export const files: readonly Target[] = [configTarget, policyTarget, eventFilesTarget]
