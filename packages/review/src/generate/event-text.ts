import type { Step } from './browsing/steps.ts'
import { lengthBucket } from './length-bucket.ts'
import type { Person } from './organisation/person.ts'
import type { SeededRandom } from './seeded-random.ts'

/** Where an event stands in its epoch, and when it happened. */
export interface Place {
  time: number
  epoch: string
  seq: number
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

/** Makes the text of what people do, but for its place. */
export type WriteStep = (step: Step, timeUs: number) => string

/** As our sensor records it by default. */
export function writeAsNow(hashKeyId: string): WriteStep {
  return (step, timeUs) => {
    const { frame } = step
    const end = `"tab":${frame.tab},"frame":${frame.frame},`
    switch (step.kind) {
      case 'window':
        frame.windowUs = timeUs
        return `{"type":"Window","isTopLevelWindow":${frame.frame === 0},"topLevelWindowReference":${frame.top.windowUs},${end}`
      case 'location': {
        frame.locationUs = timeUs
        const { protocol, host, path, search } = step.address
        return `{"type":"WindowLocation","protocol":"${protocol}","hostname":"${host}","path":"${path}","search":"${search}","hash":"","windowReference":${frame.windowUs},${end}`
      }
      case 'text': {
        const filled = step.filled ? '"filled":true,' : ''
        return `{"type":"TextInput","textHash":"${step.hash}","textLength":${lengthBucket(step.characters)},"inputType":"${step.inputType}","windowLocationReference":${frame.locationUs},"hashKeyId":"${hashKeyId}",${filled}${end}`
      }
      case 'later':
        return `{"type":"${step.type}",${step.fields}"windowLocationReference":${frame.locationUs},${end}`
    }
  }
}

/** As the first Weaklayer's sensor records it: whole addresses, exact lengths. */
export function writeAsFirst(random: SeededRandom): WriteStep {
  const filled = (search: string) => search.replace(/\w+/g, name => `${name}=${random.bits().toString(36)}`)
  return (step, timeUs) => {
    const { frame } = step
    switch (step.kind) {
      case 'window':
        frame.windowUs = timeUs
        return `{"type":"Window","isTopLevelWindow":${frame.frame === 0},"topLevelWindowReference":${frame.top.windowUs},`
      case 'location': {
        frame.locationUs = timeUs
        const { protocol, host, path, search } = step.address
        const whole = path.replace(/\{\w+\}/g, () => random.hex(24))
        return `{"type":"WindowLocation","protocol":"${protocol}","hostname":"${host}","path":"${whole}","search":"${filled(search)}","hash":"","windowReference":${frame.windowUs},`
      }
      case 'text':
        return `{"type":"TextInput","textHash":"${step.hash}","textLength":${step.characters},"inputType":"${step.inputType}","windowLocationReference":${frame.locationUs},`
      case 'later':
        throw new Error('the first Weaklayer has no later types')
    }
  }
}

/** That a sensor enrolled; the gateway writes it. */
export function installBody({ label, device, user, address, userAgent }: Person, first: boolean): string {
  const more = first ? '' : `"device":"${device}","user":"${user}","address":"${address}",`
  return `{"type":"Install","label":"${label}",${more}"isNewInstall":true,"userAgent":"${userAgent}",`
}

/** How the sensor is; `previous` stands on the first one of an epoch. */
export function statusBody(
  nextSeq: number,
  { label, device, user, browser, os }: Person,
  previous?: { epoch: string; lastSeq: number },
): string {
  const link = previous === undefined ? '' : `"previous":${JSON.stringify(previous)},`
  return `{"type":"Status",${link}"nextSeq":${nextSeq},"queued":0,"queuedBytes":0,"oldestAgeMs":0,"dropped":{},"label":"${label}","device":"${device}","user":"${user}","version":"0.1.0","browser":"${browser}","os":"${os}","policyHash":"00ff00ff00ff00ff","policyState":"ok",`
}

/** That events were given up because the store was full. */
export function droppedBody(seqs: readonly number[]): string {
  const ranges = JSON.stringify(seqs.map(seq => [seq, seq]))
  return `{"type":"Dropped","reason":"quota","count":${seqs.length},"ranges":${ranges},`
}
