import type { SelfTestText } from './describe-self-test.ts'
import type { ViewText } from './describe-view.ts'
import type { CopyOutcome } from './text-model.ts'

/** All that a layout shows. */
export interface ScreenState {
  /** Undefined until the worker has answered once. */
  text?: ViewText
  /** The worker did not answer the last question; `text`, if any, is from before. */
  silent: boolean
  selfTest: SelfTestText
  copy: CopyOutcome
}

/** Turns the state into what stands on the screen. */
export type Layout = (state: ScreenState) => Node[]
