import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'

/** A file with a certificate that ends. */
export interface Ending {
  file: string
  endsAtMs: number
}

type Notice = 'soon' | 'expired'

/** What was said last, and when. */
export interface Said {
  notice: Notice
  atMs: number
}

const hourMs = 3_600_000
const dayMs = 86_400_000
const warnBeforeMs = 14 * dayMs

/** What is to be said of a certificate now: each thing at once, and then once a day. */
export function dueNotice(endsAtMs: number, nowMs: number, last: Said | undefined): Notice | undefined {
  if (endsAtMs - nowMs >= warnBeforeMs) return undefined
  const notice = endsAtMs <= nowMs ? 'expired' : 'soon'
  return last?.notice === notice && nowMs - last.atMs < dayMs ? undefined : notice
}

export interface ExpiryWatch {
  /** Looks at once, for example because there are other certificates. */
  look(): void
  close(): void
}

/** Warns in the log of certificates that end within 14 days or have ended, for as long as the gateway runs. */
export function watchExpiry(
  endings: () => readonly Ending[],
  { clock, log }: { clock: Clock; log: Logger },
): ExpiryWatch {
  const said = new Map<string, Said>()
  let cancel: (() => void) | undefined
  const say = ({ file, endsAtMs }: Ending) => {
    const nowMs = clock.nowMs()
    const id = `${endsAtMs} ${file}`
    const notice = dueNotice(endsAtMs, nowMs, said.get(id))
    if (notice === undefined) return
    said.set(id, { notice, atMs: nowMs })
    const facts = { file, ends: new Date(endsAtMs).toISOString() }
    if (notice === 'soon') log.warn(facts, 'the certificate expires soon; renew it')
    else log.error({ code: 'CERTIFICATE_EXPIRED', ...facts }, 'the certificate has expired; renew it at once')
  }
  const look = () => {
    cancel?.()
    const nowMs = clock.nowMs()
    const all = endings()
    for (const one of all) say(one)
    const toEndsMs = all.map(({ endsAtMs }) => endsAtMs - nowMs).filter(ms => ms > 0)
    cancel = clock.after(Math.min(hourMs, ...toEndsMs), look)
  }
  look()
  return { look, close: () => cancel?.() }
}
