import { expect, test } from 'vitest'
import { allScriptMs, extensionMsPerKey, extensionScriptMs, type TraceEvent } from './trace.ts'

const event = (name: string, ts: number, url: string): TraceEvent => ({
  name,
  ts,
  tdur: 1000,
  args: { data: { url } },
})
const key = (ts: number): TraceEvent => ({ name: 'EventDispatch', ts, args: { data: { type: 'keydown' } } })

test('script before the first key press belongs to no key', () => {
  const sensor = 'chrome-extension://x/content.js'
  const events = [
    event('FunctionCall', 1, sensor),
    key(2),
    event('FunctionCall', 3, sensor),
    event('FunctionCall', 4, sensor),
    key(5),
  ]
  expect(extensionMsPerKey(events)).toEqual([2, 0])
})

test('script of pages is counted with all, not with the sensor', () => {
  const events = [
    event('EvaluateScript', 1, 'http://a/'),
    event('EvaluateScript', 2, 'chrome-extension://x/c.js'),
  ]
  expect(extensionScriptMs(events, 'EvaluateScript')).toEqual([1])
  expect(allScriptMs(events)).toBe(2)
})
