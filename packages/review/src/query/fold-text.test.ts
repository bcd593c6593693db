import { expect, test } from 'vitest'
import { openDuck } from '../duck/duck.ts'
import { foldText } from './fold-text.ts'

test('every character is folded as the database folds it', async () => {
  const duck = await openDuck({ threads: 1 })
  const rows = await duck.rows<{ point: number; folded: number }>(
    `SELECT i AS point, unicode(lower(chr(CAST(i AS INTEGER)))) AS folded
     FROM range(1, 1114112) r(i) WHERE i NOT BETWEEN 55296 AND 57343 AND folded <> point`,
  )
  duck.close()
  const changed = new Map(rows.map(({ point, folded }) => [point, folded]))
  expect(changed.size).toBeGreaterThan(1000)
  const different: number[] = []
  for (let point = 1; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const folded = foldText(String.fromCodePoint(point)).codePointAt(0)
    if (folded !== (changed.get(point) ?? point)) different.push(point)
  }
  expect(different).toEqual([])
})

test('characters are folded one by one, whatever stands beside them', () => {
  expect(foldText('ΑΣ ΑΣΑ')).toBe('ας ασα'.replace('ς', 'σ'))
  expect(foldText('İSTANBUL')).toBe('istanbul')
  expect(foldText('STRAẞE')).toBe('straße')
})
