import type { TextPattern } from './query.ts'

/** Fewer characters of an id stand for too many sensors. */
const leastCharacters = 8
const wholeId = 36

/** The patterns of which the id of a sensor has to meet one: its beginning, as lines of events show it, is enough. */
export function sensorPatterns(pattern: TextPattern): TextPattern[] {
  if (pattern.kind !== 'plain' || pattern.text.length < leastCharacters || pattern.text.length >= wholeId)
    return [pattern]
  return [{ kind: 'wildcard', pieces: [{ literal: pattern.text }, '*'] }]
}
