import type { Emit } from './emit.ts'

/** A frame started. */
export function startWindow(emit: Emit): void {
  emit({ kind: 'Window' })
}
