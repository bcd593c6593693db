import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { SignJWT } from 'jose'

/** What a load is made of. Every sensor sends each body once at most, so no two batches have the same ids. */
export interface MadeLoad {
  /** The heads of requests, one a sensor, up to the length of the body. */
  heads: Buffer[]
  bodies: Buffer[]
  eventsPerBatch: number
}

export interface LoadPlan {
  sensors: number
  eventsPerBatch: number
  groups: readonly string[]
  tokenSecret: string
}

/** More than enough: sensors times bodies is how many batches there are. */
const bodyCount = 300
const beganUs = 1_795_323_642_586_000

/** Makes requests as a sensor in Chromium sends them, compressed already. */
export async function makeLoad(plan: LoadPlan): Promise<MadeLoad> {
  const bodies = Array.from({ length: bodyCount }, (_, index) => bodyOf(index, plan.eventsPerBatch))
  const heads = await Promise.all(Array.from({ length: plan.sensors }, (_, index) => headOf(index, plan)))
  return { heads, bodies, eventsPerBatch: plan.eventsPerBatch }
}

/** Mean length of an event of these bodies as JSON. */
export function meanEventBytes(): number {
  const events = eventsOf(0, 500)
  return Math.round(JSON.stringify(events).length / events.length)
}

function bodyOf(index: number, events: number): Buffer {
  return gzipSync(JSON.stringify(eventsOf(index, events)))
}

function eventsOf(index: number, count: number): object[] {
  const epoch = index.toString(16).padStart(16, 'e')
  return Array.from({ length: count }, (_, at) => ({
    ...kinds[at % kinds.length]?.(index * 1000 + at),
    time: beganUs + at * 1000,
    epoch,
    seq: index * 1000 + at + 1,
    tab: 100 + (index % 20),
    frame: 0,
  }))
}

const kinds: ((number: number) => object)[] = [
  number => ({
    type: 'Window',
    isTopLevelWindow: true,
    topLevelWindowReference: beganUs + number,
  }),
  number => ({
    type: 'WindowLocation',
    protocol: 'https:',
    hostname: `${pick(['mail', 'wiki', 'files', 'login'], number)}.department-${number % 50}.example.com`,
    path: `/${pick(['inbox', 'documents', 'tickets'], number)}/${hash(number).slice(0, 20)}/edit`,
    search: '?folder=&query=',
    hash: '',
    windowReference: beganUs + number,
  }),
  number => ({
    type: 'TextInput',
    textHash: `${hash(number % 700)}`,
    textLength: 8,
    inputType: pick(['password', 'text', 'textarea'], number),
    windowLocationReference: beganUs + number,
    hashKeyId: '0011223344556677',
  }),
]

function pick(words: readonly string[], number: number): string {
  return words[number % words.length] as string
}

function hash(number: number): string {
  return createHash('sha256').update(String(number)).digest('base64')
}

/** A token of a new sensor. */
export async function makeToken(group: string, tokenSecret: string): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000)
  return await new SignJWT({ group, sensor: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(nowSeconds - 60)
    .setNotBefore(nowSeconds - 60)
    .setExpirationTime(nowSeconds + 86_400)
    .sign(Buffer.from(tokenSecret, 'base64'))
}

async function headOf(index: number, { groups, tokenSecret }: LoadPlan): Promise<Buffer> {
  const token = await makeToken(groups[index % groups.length] as string, tokenSecret)
  const lines = [
    'POST /events HTTP/1.1',
    'Host: 127.0.0.1',
    'Connection: keep-alive',
    'Content-Encoding: gzip',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    'Accept: */*',
    'Origin: chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'Sec-Fetch-Site: none',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-US,en;q=0.9',
    'Content-Length: ',
  ]
  return Buffer.from(lines.join('\r\n'))
}
