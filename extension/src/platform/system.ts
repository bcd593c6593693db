import type { Clock, Random } from '../delivery/transport.ts'

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}

export const systemRandom: Random = {
  fraction: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  hex: digits => {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2)))
    return Array.from(bytes, byte => byte.toString(16).padStart(2, '0'))
      .join('')
      .slice(0, digits)
  },
}

/** Text as gzip. */
export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
