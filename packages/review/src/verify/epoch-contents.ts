import type { Reading } from '@weaklayer/wire'

/** What an event says, as prints: what stays when it is moved, and what does not. */
interface ContentPrints {
  body: number
  frame: number
}

/** What each seq of one epoch holds. */
export interface EpochContents {
  usualFrame: number
  /** Reads an event whose frame is the usual one of its epoch. */
  readUsual(seq: number, body: number): Reading
  read(seq: number, prints: ContentPrints): Reading
  find(seq: number, body: number): 'same' | 'other' | 'nothing'
}

const firstSeqs = 32
/** Seqs beyond this many times what an epoch holds are kept apart: a made-up seq must not cost memory. */
const sparseFactor = 4
const denseFrom = 1024

/**
 * Remembers 8 to 16 bytes an event: the print of its body at the place of its seq, where its frame is `usualFrame`. What
 * has another frame, a seq far off, or shares its seq with other content is kept apart.
 */
export function createEpochContents(usualFrame: number): EpochContents {
  let usual = new Float64Array(firstSeqs)
  let held = 0
  const far = new Map<number, number>()
  const others = new Map<number, ContentPrints[]>()

  const usualAt = (seq: number) => (seq < usual.length ? usual[seq] || undefined : far.get(seq))

  function keepUsual(seq: number, body: number): void {
    held++
    if (seq >= usual.length && seq < sparseFactor * held + denseFrom) usual = grown(usual, seq, far)
    if (seq < usual.length) usual[seq] = body
    else far.set(seq, body)
  }

  function readBeside(seq: number, { body, frame }: ContentPrints): Reading {
    const known = usualAt(seq)
    const beside = others.get(seq) ?? []
    if (frame === usualFrame && known === body) return 'double'
    if (beside.some(one => one.body === body && one.frame === frame)) return 'double'
    if (frame === usualFrame && known === undefined) keepUsual(seq, body)
    else others.set(seq, [...beside, { body, frame }])
    return known === undefined && beside.length === 0 ? 'new' : 'conflict'
  }

  return {
    usualFrame,
    read: readBeside,
    readUsual(seq, body) {
      const known = usualAt(seq)
      if (known === body) return 'double'
      if (known === undefined && !others.has(seq)) {
        keepUsual(seq, body)
        return 'new'
      }
      return readBeside(seq, { body, frame: usualFrame })
    },
    find(seq, body) {
      const known = usualAt(seq)
      const beside = others.get(seq)
      if (known === undefined && beside === undefined) return 'nothing'
      return known === body || beside?.some(one => one.body === body) === true ? 'same' : 'other'
    },
  }
}

/** Room for a seq, and what was far off until now. */
function grown(usual: Float64Array, seq: number, far: Map<number, number>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(usual.length * 2, seq + 1))
  larger.set(usual)
  for (const [at, body] of far) {
    if (at >= larger.length) continue
    larger[at] = body
    far.delete(at)
  }
  return larger
}
