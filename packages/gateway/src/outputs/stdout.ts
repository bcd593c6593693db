import type { Writable } from 'node:stream'
import { systemCode } from '../start-error.ts'
import { durable, type Output, unavailable } from './output.ts'

/** Writes events to standard output; they count as durable once the system took them over. */
export function createStdoutOutput(stream: Writable): Output {
  // Without a listener a closed pipe would end the process; each write gets its own error anyway.
  const ignore = () => undefined
  stream.on('error', ignore)
  return {
    write: (_group, lines) =>
      new Promise(resolve => {
        stream.write(lines, error => resolve(error ? unavailable(systemCode(error)) : durable))
      }),
    async close() {
      stream.off('error', ignore)
    },
  }
}
