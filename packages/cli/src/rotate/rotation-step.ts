import type { ConfigEdit } from '@weaklayer/gateway'
import type { KeyPlace } from './rotation-source.ts'

/** A key of the configuration with its value in a step. */
export interface StepKey {
  place: KeyPlace
  /** Where it is kept in the file, changed with as little as possible. */
  edits: readonly ConfigEdit[]
  /** Where it is kept elsewhere, its whole text. */
  value: string
}

/** One step of a rotation, as every gateway of the fleet should have it before the next one begins. */
export interface RotationStep {
  /** Name of its folder. */
  name: string
  title: string
  /** What it does. */
  meaning: string
  /** How long to wait before the next one, and why. */
  wait: string
  keys: readonly StepKey[]
}

/** A rotation with its steps and what else it makes. */
export interface RotationPlan {
  title: string
  /** Before the steps. */
  intro: string
  steps: readonly RotationStep[]
  /** Files with something secret, beside the steps. */
  secrets: readonly { name: string; text: string }[]
  /** After the steps. */
  outro: string
}
