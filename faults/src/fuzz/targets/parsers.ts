import { gzipSync } from 'node:zlib'
import {
  gunzip,
  judgeLetter,
  parseArray,
  readProxyHeader,
  readRevocations,
} from '@weaklayer/gateway/surfaces'
import type { OpenTarget, Target } from '../target.ts'

const event = '{"type":"Note","time":1763760000000001,"epoch":"0123456789abcdef","seq":1,"text":"x"}'
const group = '68886d61-572b-41a5-8edd-93a564fb5ba3'
const sensor = '2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10'

const only = (run: OpenTarget['run']) => async (): Promise<OpenTarget> => ({ run })

const gunzipTarget: Target = {
  name: 'gunzip',
  share: 20,
  corpus: [
    gzipSync(`[${event}]`),
    gzipSync(''),
    gzipSync(Buffer.alloc(20_000)),
    gzipSync(event, { level: 0 }),
  ],
  open: only(input => {
    const outcome = gunzip(input, 4096)
    if (outcome.status !== 'ok') return undefined
    return outcome.bytes.length > 4096 ? 'gunzip exceeds its limit' : undefined
  }),
}

const limits = { values: 2000, depth: 8, elements: 100, elementBytes: 4096 }

const parseArrayTarget: Target = {
  name: 'parse-array',
  share: 20,
  corpus: ['[]', `[${event}]`, `[${event},${event}]`, '[[[[[[[[1]]]]]]]]', '[1,"],[",null,{"a":[{}]}]'],
  async open() {
    const breathe = () => Promise.resolve()
    return {
      async run(input) {
        let values: unknown[] = []
        const taker = {
          restart() {
            values = []
          },
          take: async (elements: unknown[]) => void values.push(...elements),
        }
        const parsed = await parseArray(input, { limits, taker, breathe })
        const expected = parsedWhole(input)
        if (parsed.status !== 'ok') return undefined
        if (expected === undefined) return 'parse-array accepts what is no JSON array'
        return JSON.stringify(expected) === JSON.stringify(values)
          ? undefined
          : 'parse-array reads something else'
      },
    }
  },
}

function parsedWhole(input: Buffer): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input),
    )
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

const binaryStart = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const proxyTarget: Target = {
  name: 'proxy-header',
  share: 20,
  corpus: [
    'PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\nGET / HTTP/1.1\r\n',
    'PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n',
    'PROXY UNKNOWN\r\n',
    Buffer.concat([binaryStart, Buffer.from('2111000cc0000201c0000202dc0401bb', 'hex')]),
    Buffer.concat([binaryStart, Buffer.from('20000000', 'hex')]),
    Buffer.concat([binaryStart, Buffer.from('21210024', 'hex'), Buffer.alloc(36, 0x20)]),
  ],
  open: only(input => {
    const header = readProxyHeader(input)
    if (header.status !== 'read') return undefined
    if (header.bytes > input.length) return 'a PROXY header is longer than what came'
    return /^[\d.:a-f]*$/i.test(header.address ?? '') ? undefined : 'a PROXY header names no address'
  }),
}

const revocationsTarget: Target = {
  name: 'revocations',
  share: 5,
  corpus: [
    `{"entries":[{"sensor":"${sensor}","note":"lost"},{"group":"${group}"}]}`,
    '{"entries":[{"issuedBefore":"2026-05-01T12:00:00Z"}]}',
    `entries:\n  - sensor: ${sensor}\n    note: &a lost\n  - {group: ${group}, note: *a}\n`,
    '? '.repeat(200),
  ],
  open: only(input => {
    readRevocations(input.toString(), 1_795_323_642_586_000)
    return undefined
  }),
}

const letter = `{"received":1763760000000002,"sensor":"${sensor}","group":"${group}","code":"EVENT_INVALID","message":"x","event":${event}}`
const letterTarget: Target = {
  name: 'dead-letter',
  share: 5,
  corpus: [
    letter,
    letter.replace('"text":"x"', '"__proto__":{"a":1}'),
    letter.replace('"seq":1', '"seq":1e400'),
    letter.replace('"received":1763760000000002', '"received":1e999'),
  ],
  open: only(input => {
    const judgement = judgeLetter(input.toString(), group, { eventBytes: 65_536, stringLength: 8192 })
    if (judgement.status !== 'replay') return undefined
    const stored = JSON.parse(judgement.line) as Record<string, unknown>
    const isOne = judgement.line.indexOf('\n') === judgement.line.length - 1
    return isOne && stored.group === group ? undefined : 'a replayed letter is no line of its group'
  }),
}

export const parsers: readonly Target[] = [
  gunzipTarget,
  parseArrayTarget,
  proxyTarget,
  revocationsTarget,
  letterTarget,
]
