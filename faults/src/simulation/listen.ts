import type { RequestListener } from 'node:http'
import { currentProcess } from './process.ts'

/** Stands in for the gateway's own `listen`: requests come from the simulated network instead of a socket. */
export async function listen(handler: RequestListener) {
  const process = currentProcess()
  process.listener = handler
  return {
    url: `http://${process.name}`,
    port: 8080,
    close: async () => {
      delete process.listener
    },
  }
}
