import { checkEvent, type GapProof, type StoredEvent } from '@weaklayer/wire'

/** Gives an event to the proof, which relies on what Status and Dropped say: tells what is wrong with such a one. */
export function addToProof(proof: GapProof, event: StoredEvent): string | undefined {
  if (event.type === 'Status' || event.type === 'Dropped') {
    const check = checkEvent(event)
    if (check.status === 'invalid') return `is not a ${event.type} event: ${check.path}: ${check.message}`
  }
  proof.add(event)
  return undefined
}
