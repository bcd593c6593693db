import type { Lab } from './lab.ts'

/** How much of everything: `short` for every change, `long` for `npm run faults`. */
export type Size = 'short' | 'long'

/** Something that breaks, done on purpose. */
export interface Fault {
  /** For `--only`. */
  name: string
  /** What happens, as the table says it. */
  title: string
  rounds: Record<Size, number>
  /** Does it that often; resolves to how often it really happened, by its own trace. Leaves a gateway running. */
  run(lab: Lab, rounds: number): Promise<number>
  /** Events may be given up, if they are declared. @default false */
  mayDrop?: boolean
  /** Readers must find a cloned profile. @default false: they must not */
  clones?: boolean
}
