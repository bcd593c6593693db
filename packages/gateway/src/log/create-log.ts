import pino, { type Logger } from 'pino'

/** The gateway's log: one JSON line a fact on standard error, never payloads, tokens or secrets. */
export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  )
}
