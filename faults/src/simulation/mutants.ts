import type { Patch } from './small-world.ts'

/** The product, deliberately broken. */
export interface Mutant {
  name: string
  patches: readonly Patch[]
}

export const mutants: readonly Mutant[] = []
