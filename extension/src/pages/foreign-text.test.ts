import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeLink } from './safe-link.ts'
import { visibleText } from './visible-text.ts'

test.each([
  ['https://intranet.example.com/a?b#c', 'https://intranet.example.com/a?b#c'],
  ['http://x.example', 'http://x.example/'],
  ['javascript:alert(1)', undefined],
  [' javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['file:///etc/passwd', undefined],
  ['chrome-extension://abc/page.html', undefined],
  ['https://user:secret@x.example/', undefined],
  ['//x.example', undefined],
  ['', undefined],
])('follows %s as %s', (address, expected) => {
  expect(safeLink(address)).toBe(expected)
})

test.each([
  ['plain text, العربية, 日本語 😀', 'plain text, العربية, 日本語 😀'],
  ['two\nlines', 'two\nlines'],
  ['evil\u202Emoc.elpmaxe', 'evil[U+202E]moc.elpmaxe'],
  ['a\u0000b\u001bc\u2066d', 'a[U+0000]b[U+001B]c[U+2066]d'],
])('shows %j as %j', (text, expected) => {
  expect(visibleText(text)).toBe(expected)
})

test('leaves no character that turns the direction of text around', () => {
  const turning = ['\u202a', '\u202e', '\u2066', '\u2069', '\u0007', '\u0085']
  const nasty = fc.string({ unit: fc.constantFrom('a', ...turning) })
  fc.assert(fc.property(nasty, text => turning.every(one => !visibleText(text).includes(one))))
})
