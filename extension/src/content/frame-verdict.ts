import type { FrameRules } from '../protocol.ts'

/** What happens to a frame's reports. */
export function verdictOf(
  rules: FrameRules['frames'] | undefined,
  relevant: boolean,
): 'wait' | 'send' | 'stop' {
  if (rules === undefined) return 'wait'
  if (rules === 'top') return 'stop'
  return rules === 'all' || relevant ? 'send' : 'wait'
}
