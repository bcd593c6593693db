import { hash, randomBytes } from 'node:crypto'
import { canonicalJson, type Reader, type Reading, type StoredEvent } from '@weaklayer/wire'

/** Seqs beyond this many times what an epoch holds so far are kept apart: a made-up seq must not cost memory. */
const sparseFactor = 4
const firstSeqs = 1024

/**
 * The reader that removes doubles and shows conflicts, for many millions of events: 8 bytes an event, as 53 bits of a
 * salted SHA-256 of what it says. Two contents of one id look the same once in 10^15 times.
 */
export function createCompactReader(): Reader {
  const salt = randomBytes(16).toString('hex')
  const epochs = new Map<string, EpochContents>()
  const others = new Set<string>()
  return {
    read(event) {
      const print = fingerprint(salt, event)
      if (event.epoch === undefined || event.seq === undefined) {
        const id = `${event.sensor}/${print}`
        if (others.has(id)) return 'double'
        others.add(id)
        return 'new'
      }
      const key = `${event.sensor}/${event.epoch}`
      const contents = epochs.get(key) ?? createEpochContents()
      epochs.set(key, contents)
      return contents.read(event.seq, print)
    },
  }
}

/** A whole number from 1 to 2^53 over everything but `received`, which each delivery has its own of. */
function fingerprint(salt: string, event: StoredEvent): number {
  const { received: _, ...content } = event
  const digest = hash('sha256', salt + canonicalJson(content), 'hex')
  return Number.parseInt(digest.slice(0, 13), 16) * 2 + (Number.parseInt(digest.slice(13, 14), 16) & 1) || 1
}

interface EpochContents {
  read(seq: number, print: number): Reading
}

function createEpochContents(): EpochContents {
  let dense = new Float64Array(firstSeqs)
  let held = 0
  const sparse = new Map<number, number>()
  const conflicting = new Map<number, number[]>()
  const first = (seq: number) => (seq < dense.length ? dense[seq] : undefined) || sparse.get(seq)
  const keep = (seq: number, print: number) => {
    held++
    if (seq >= dense.length && seq < sparseFactor * (held + firstSeqs)) dense = grown(dense, seq)
    if (seq < dense.length) dense[seq] = print
    else sparse.set(seq, print)
  }
  return {
    read(seq, print) {
      const found = first(seq)
      if (found === undefined) {
        keep(seq, print)
        return 'new'
      }
      const more = conflicting.get(seq)
      if (found === print || more?.includes(print) === true) return 'double'
      conflicting.set(seq, [...(more ?? []), print])
      return 'conflict'
    },
  }
}

function grown(dense: Float64Array<ArrayBuffer>, seq: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(dense.length * 2, seq + 1))
  larger.set(dense)
  return larger
}
