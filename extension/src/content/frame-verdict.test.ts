import { expect, test } from 'vitest'
import type { FrameRules } from '../protocol.ts'
import { verdictOf } from './frame-verdict.ts'

interface Row {
  rules: FrameRules['frames'] | undefined
  relevant: boolean
  verdict: ReturnType<typeof verdictOf>
}

test.each([
  { rules: undefined, relevant: false, verdict: 'wait' },
  { rules: undefined, relevant: true, verdict: 'wait' },
  { rules: 'all', relevant: false, verdict: 'send' },
  { rules: 'all', relevant: true, verdict: 'send' },
  { rules: 'relevant', relevant: false, verdict: 'wait' },
  { rules: 'relevant', relevant: true, verdict: 'send' },
  { rules: 'top', relevant: false, verdict: 'stop' },
  { rules: 'top', relevant: true, verdict: 'stop' },
] satisfies Row[])('a sub-frame under $rules that is relevant: $relevant does $verdict', row => {
  expect(verdictOf(row.rules, row.relevant)).toBe(row.verdict)
})
