import { isJsonObject, type Json } from '../json.ts'
import { element, type XmlElement, xmlText } from './xml.ts'

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'

/** A property list of macOS, as XML. */
export function plistText(value: Json): string {
  return xmlText(element('plist', { version: '1.0' }, [node(value)]), doctype)
}

function node(value: Json): XmlElement {
  if (typeof value === 'string') return element('string', {}, value)
  if (typeof value === 'boolean') return element(value ? 'true' : 'false')
  if (typeof value === 'number') return element(isShort(value) ? 'integer' : 'real', {}, String(value))
  if (Array.isArray(value)) return element('array', {}, value.map(node))
  if (!isJsonObject(value)) throw new Error('a property list has no null: leave the key out')
  const members = Object.entries(value).flatMap(([key, member]) => [element('key', {}, key), node(member)])
  return element('dict', {}, members)
}

/** Chromium reads an integer as 32 bits; longer ones arrive as a real only. */
function isShort(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31
}
