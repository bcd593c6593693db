import type { Patch } from './small-world.ts'

/** The product, deliberately broken: some seed must find it. */
export interface Mutant {
  name: string
  patches: readonly Patch[]
}
