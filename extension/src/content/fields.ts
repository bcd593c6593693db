import { editingHostOf, isEditable, isHtmlElement, localNameOf, textWalker } from './natives.ts'
import type { Sample } from './text-track.ts'

/** Something that text is typed into. */
export type Field =
  | { kind: 'input'; element: HTMLInputElement }
  | { kind: 'textarea'; element: HTMLTextAreaElement }
  | { kind: 'contenteditable'; element: HTMLElement }

/**
 * Most code units of a value that are looked at. NFC makes at most four code units into one character, so that what is
 * longer than this has more than 1,024 characters, and the worker makes no hash of it.
 */
const sampleLimit = 4100

const textTypes = new Set(['text', 'search', 'email', 'tel', 'url', 'number', 'password'])

/** The field that an element is or lies in; undefined for everything that is not made of text. */
export function fieldOf(element: unknown): Field | undefined {
  if (!isHtmlElement(element)) return undefined
  const name = localNameOf(element)
  if (name === 'textarea') return { kind: 'textarea', element: element as HTMLTextAreaElement }
  if (name === 'input') {
    const input = element as HTMLInputElement
    return textTypes.has(input.type) ? { kind: 'input', element: input } : undefined
  }
  return isEditable(element) ? { kind: 'contenteditable', element: editingHostOf(element) } : undefined
}

/** The beginning of a field's value, and whether that is all of it. */
export function beginningOf(field: Field): { text: string; whole: boolean } {
  const value = field.kind === 'contenteditable' ? beginningOfTree(field.element) : field.element.value
  return { text: plain(field, value.slice(0, sampleLimit)), whole: value.length <= sampleLimit }
}

/** A field's value with its true length: reads all of it. */
export function sampleOf(field: Field): Sample {
  const value = wholeOf(field)
  return { text: plain(field, value.slice(0, sampleLimit)), length: value.length }
}

/** How many characters (code points in NFC) a field holds: reads all of it. */
export function charactersIn(field: Field): number {
  return countCharacters(wholeOf(field).normalize('NFC'))
}

/** Code points, without an array of them: texts may have megabytes. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0)
}

function wholeOf(field: Field): string {
  return field.kind === 'contenteditable' ? wholeTree(field.element) : field.element.value
}

/** Editors write a space at the end of a line as a no-break space. */
function plain(field: Field, text: string): string {
  return field.kind === 'contenteditable' ? text.replaceAll('\u00a0', ' ') : text
}

function beginningOfTree(root: HTMLElement): string {
  const walker = textWalker(root)
  let text = ''
  while (text.length <= sampleLimit && walker.nextNode()) text += (walker.currentNode as Text).data
  return text
}

function wholeTree(root: HTMLElement): string {
  const walker = textWalker(root)
  const parts: string[] = []
  while (walker.nextNode()) parts.push((walker.currentNode as Text).data)
  return parts.join('')
}
