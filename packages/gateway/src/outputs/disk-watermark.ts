import { statfs } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { every, type Repetition } from './every.ts'
import type { Gate } from './gate.ts'

/** How full a disk is. */
export interface DiskUse {
  /** 0 to 1, of what the gateway's user can use. */
  usedRatio: number
  freeBytes: number
}

export interface WatermarkOptions {
  directory: string
  gate: Gate
  clock: Clock
  log: Logger
  onUse: (use: DiskUse) => void
}

const periodMs = 60_000
/** While a disk stays full, the warning comes again after so many looks. */
const warnAgainAfter = 60
const warnRatio = 0.85
const calmRatio = 0.8

/** Looks at the start and every minute how full a disk is, and warns from 85 % on. */
export function watchDisk({ directory, gate, clock, log, onUse }: WatermarkOptions): Repetition {
  let looksSinceWarning: number | undefined
  const tell = (use: DiskUse) => {
    const facts = { directory, usedPercent: Math.floor(use.usedRatio * 100), freeBytes: use.freeBytes }
    if (use.usedRatio >= warnRatio) {
      looksSinceWarning = ((looksSinceWarning ?? -1) + 1) % warnAgainAfter
      if (looksSinceWarning === 0) log.warn({ code: 'DISK_FILLING', ...facts }, warning)
    } else if (looksSinceWarning !== undefined && use.usedRatio < calmRatio) {
      looksSinceWarning = undefined
      log.info(facts, 'the disk of the event files has space again')
    }
  }
  return every(clock, periodMs, async () => {
    const use = await gate(() => diskUse(directory))
    if (use === undefined) return
    onUse(use)
    tell(use)
  })
}

const warning =
  'the disk of the event files fills up: archive or remove finished files, set `retention` of the output, or enlarge the disk; when it is full, sensors keep their events'

/** Undefined where the system does not tell. */
async function diskUse(directory: string): Promise<DiskUse | undefined> {
  try {
    const { blocks, bfree, bavail, bsize } = await statfs(directory)
    const usable = blocks - bfree + bavail
    return usable > 0 ? { usedRatio: 1 - bavail / usable, freeBytes: bavail * bsize } : undefined
  } catch {
    // A disk that cannot be asked cannot be written either, and that is reported where it happens.
    return undefined
  }
}
