import { createReadStream } from 'node:fs'
import { maxLineBytes } from './read-lines.ts'

/** One element of a JSON array, as text that nobody has parsed yet. */
export interface ArrayElement {
  /** Its text; undefined when it is longer than `maxLineBytes`. */
  text: string | undefined
  /** The line where it begins, from 1. */
  line: number
}

interface Scan {
  text: string
  skipped: boolean
  /** Open brackets; 1 is inside the array. */
  depth: number
  inString: boolean
  escaped: boolean
  line: number
  beginLine: number
}

/**
 * Reads the elements of a file that holds one JSON array, one after the other, in bounded memory. An array that is
 * cut off gives what is left of it as its last element.
 */
export async function* readArray(path: string): AsyncGenerator<ArrayElement> {
  const scan: Scan = {
    text: '',
    skipped: false,
    depth: 0,
    inString: false,
    escaped: false,
    line: 1,
    beginLine: 1,
  }
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    for (const character of chunk as string) {
      if (character === '\n') scan.line++
      const element = step(scan, character)
      if (element !== undefined) yield element
    }
  }
  const rest = take(scan)
  if (rest !== undefined) yield rest
}

function step(scan: Scan, character: string): ArrayElement | undefined {
  if (scan.inString) return inString(scan, character)
  if (character === '"') scan.inString = true
  if (character === '[' || character === '{') return open(scan, character)
  if (character === ']' || character === '}') return close(scan, character)
  if (character === ',' && scan.depth <= 1) return take(scan)
  keep(scan, character)
  return undefined
}

function inString(scan: Scan, character: string): undefined {
  keep(scan, character)
  if (scan.escaped) scan.escaped = false
  else if (character === '\\') scan.escaped = true
  else if (character === '"') scan.inString = false
}

function open(scan: Scan, character: string): undefined {
  if (!(scan.depth === 0 && character === '[')) keep(scan, character)
  scan.depth++
}

function close(scan: Scan, character: string): ArrayElement | undefined {
  scan.depth--
  if (scan.depth === 0 && character === ']') return take(scan)
  keep(scan, character)
  return undefined
}

function keep(scan: Scan, character: string): void {
  if (scan.text === '' && character.trim() === '') return
  if (scan.text === '') scan.beginLine = scan.line
  if (scan.text.length >= maxLineBytes) scan.skipped = true
  else scan.text += character
}

function take(scan: Scan): ArrayElement | undefined {
  if (scan.text === '') return undefined
  const element = { text: scan.skipped ? undefined : scan.text, line: scan.beginLine }
  scan.text = ''
  scan.skipped = false
  return element
}
