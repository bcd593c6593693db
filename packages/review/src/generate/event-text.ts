import { type SeededRandom, seededRandom } from './seeded-random.ts'

/** Where an event stands in its epoch, and when it happened. */
export interface Place {
  time: number
  epoch: string
  seq: number
}

/** What a browser does, one event after the other: pages, addresses and typed text. */
export interface Browsing {
  /** What the event of that time says: JSON that `placed` completes. */
  next(time: number): string
}

/** The whole text of an event, but for what a gateway adds, and its end. */
export function placed(
  body: string,
  { time, epoch, seq }: Place,
  was?: { epoch: string; seq: number },
): string {
  const former = was === undefined ? '' : `,"was":{"epoch":"${was.epoch}","seq":${was.seq}}`
  return `${body}"time":${time},"epoch":"${epoch}","seq":${seq}${former}`
}

const hosts = ['www', 'mail', 'wiki', 'intranet', 'login', 'files', 'shop', 'news'].flatMap(name =>
  ['example.com', 'example.org', 'example.net'].map(domain => `${name}.${domain}`),
)
const paths = ['', '/inbox', '/search', '/documents/edit', '/sign-in', '/tickets', '/users/profile']
/** The same passwords are typed again and again. */
const textHashes = Array.from({ length: 500 }, (_, index) => `${seededRandom(index).hex(42)}A=`)
const fields = ['password', 'text', 'textarea', 'email', 'search']

export function createBrowsing(random: SeededRandom): Browsing {
  let windowTime = 0
  let locationTime = 0
  let tab = 1
  let left = 0
  return {
    next(time) {
      if (left === 0) {
        left = 2 + random.below(5)
        tab = 1 + random.below(12)
        windowTime = time
        return `{"type":"Window","isTopLevelWindow":true,"topLevelWindowReference":${time},"tab":${tab},"frame":0,`
      }
      left--
      if (locationTime < windowTime) {
        locationTime = time
        return `{"type":"WindowLocation","protocol":"https:","hostname":"${pick(hosts, random)}","path":"${pick(paths, random)}/${random.below(10_000)}","search":"?q","hash":"","windowReference":${windowTime},"tab":${tab},"frame":0,`
      }
      return `{"type":"TextInput","textHash":"${pick(textHashes, random)}","textLength":${8 * random.below(4)},"inputType":"${pick(fields, random)}","windowLocationReference":${locationTime},"tab":${tab},"frame":0,"hashKeyId":"0011223344556677",`
    },
  }
}

/** How the sensor is; `previous` stands on the first one of an epoch. */
export function statusBody(nextSeq: number, previous?: { epoch: string; lastSeq: number }): string {
  const link = previous === undefined ? '' : `"previous":${JSON.stringify(previous)},`
  return `{"type":"Status",${link}"nextSeq":${nextSeq},"queued":0,"queuedBytes":0,"oldestAgeMs":0,"dropped":{},"label":"generated","version":"0.1.0","browser":"Chromium 156","os":"linux","policyHash":"00ff00ff00ff00ff","policyState":"ok",`
}

/** That events were given up because the store was full. */
export function droppedBody(seqs: readonly number[]): string {
  const ranges = JSON.stringify(seqs.map(seq => [seq, seq]))
  return `{"type":"Dropped","reason":"quota","count":${seqs.length},"ranges":${ranges},`
}

function pick(words: readonly string[], random: SeededRandom): string {
  return words[random.below(words.length)] as string
}
