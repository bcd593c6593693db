import { expect, test } from 'vitest'
import { type KeyStroke, nextRun } from './key-run.ts'

function stroke(key: string, held: Partial<KeyStroke> = {}): KeyStroke {
  const plain = { ctrlKey: false, altKey: false, metaKey: false, repeat: false, isComposing: false }
  return { key, ...plain, getModifierState: () => false, ...held }
}

interface Row {
  name: string
  stroke: KeyStroke
  after: { run: string; ended?: string }
}

const altGraph = { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === 'AltGraph' }

test.each([
  { name: 'a letter', stroke: stroke('d'), after: { run: 'abcd' } },
  { name: 'a letter of two code units', stroke: stroke('😀'), after: { run: 'abc😀' } },
  { name: 'a space', stroke: stroke(' '), after: { run: 'abc ' } },
  { name: 'Backspace', stroke: stroke('Backspace'), after: { run: 'ab' } },
  { name: 'an arrow', stroke: stroke('ArrowLeft'), after: { run: 'abc' } },
  { name: 'Shift alone', stroke: stroke('Shift'), after: { run: 'abc' } },
  { name: 'Ctrl+C', stroke: stroke('c', { ctrlKey: true }), after: { run: 'abc' } },
  { name: 'Alt+F', stroke: stroke('f', { altKey: true }), after: { run: 'abc' } },
  { name: 'Meta+V', stroke: stroke('v', { metaKey: true }), after: { run: 'abc' } },
  { name: 'a letter with AltGr', stroke: stroke('@', altGraph), after: { run: 'abc@' } },
  { name: 'a held key', stroke: stroke('w', { repeat: true }), after: { run: 'abc' } },
  { name: 'a key of a composition', stroke: stroke('w', { isComposing: true }), after: { run: 'abc' } },
  { name: 'Enter', stroke: stroke('Enter'), after: { run: '', ended: 'abc' } },
  { name: 'Tab', stroke: stroke('Tab'), after: { run: '', ended: 'abc' } },
  { name: 'Escape', stroke: stroke('Escape'), after: { run: '', ended: 'abc' } },
] satisfies Row[])('after abc, $name', ({ stroke, after }) => {
  expect(nextRun('abc', stroke)).toEqual(after)
})

test('a run ends by itself at 1,024 characters', () => {
  expect(nextRun('x'.repeat(1023), stroke('y'))).toEqual({ run: '', ended: `${'x'.repeat(1023)}y` })
})
