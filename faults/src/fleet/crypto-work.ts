/** Cryptography that this process has begun and not finished. */
export interface CryptoWork {
  pending(): number
  /** Resolves when the next operation ends. */
  next(): Promise<void>
}

type Operation = (...given: never[]) => Promise<unknown>

const counted = ['digest', 'exportKey', 'generateKey', 'importKey', 'sign', 'verify']
let watched: CryptoWork | undefined

/**
 * Counts the running operations of `crypto.subtle`. Everything else that a simulated sensor waits for is given to it by the
 * fleet, so a sensor that waits for neither has come to rest.
 */
export function watchCryptoWork(): CryptoWork {
  watched ??= watch(crypto.subtle as unknown as Record<string, Operation>)
  return watched
}

function watch(subtle: Record<string, Operation>): CryptoWork {
  let pending = 0
  let waiting: (() => void)[] = []
  const ended = () => {
    pending--
    const told = waiting
    waiting = []
    for (const resolve of told) resolve()
  }
  for (const name of counted) {
    const real = (subtle[name] as Operation).bind(subtle)
    subtle[name] = (...given) => {
      pending++
      return real(...given).finally(ended)
    }
  }
  return {
    pending: () => pending,
    next: () => new Promise(resolve => waiting.push(resolve)),
  }
}
