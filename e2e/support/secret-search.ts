import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** A place that may leak: its name and its bytes. */
export interface Place {
  name: string
  bytes: Buffer
}

/** Every place that holds a secret in any encoding that something of ours could have written it in. */
export function findSecrets(places: readonly Place[], secrets: readonly string[]): string[] {
  const found: string[] = []
  for (const place of places) {
    const variants = [place.bytes, ...inflated(place.bytes)]
    for (const secret of secrets) {
      const hit = encodingsOf(secret).find(({ bytes }) => variants.some(variant => variant.includes(bytes)))
      if (hit) found.push(`${place.name}: ${secret} as ${hit.name}`)
    }
  }
  return found
}

/** Plain, escaped and encoded forms of a text, in both Unicode normal forms. */
export function encodingsOf(secret: string): { name: string; bytes: Buffer }[] {
  return [secret.normalize('NFC'), secret.normalize('NFD')].flatMap(text => [
    { name: 'UTF-8', bytes: Buffer.from(text) },
    { name: 'UTF-16', bytes: Buffer.from(text, 'utf16le') },
    { name: 'Latin-1', bytes: Buffer.from(text, 'latin1') },
    { name: 'hex', bytes: Buffer.from(Buffer.from(text).toString('hex')) },
    { name: 'percent', bytes: Buffer.from(encodeURIComponent(text)) },
    { name: 'JSON escapes', bytes: Buffer.from(jsonEscaped(text)) },
    ...base64Forms(text),
  ])
}

/** Base64 of a text inside a longer one begins at three possible offsets; the ends depend on the neighbours. */
function base64Forms(text: string): { name: string; bytes: Buffer }[] {
  return [0, 1, 2].map(offset => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64')
    return { name: `base64 at ${offset}`, bytes: Buffer.from(whole.slice(offset === 0 ? 0 : 4, -4)) }
  })
}

function jsonEscaped(text: string): string {
  return text.replaceAll(
    /[^\x20-\x7e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function inflated(bytes: Buffer): Buffer[] {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return []
  return [gunzipSync(bytes)]
}

/** Every file below a folder. */
export function filesBelow(directory: string): Place[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map(name => join(directory, name))
    .filter(path => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map(path => ({ name: path.slice(directory.length + 1), bytes: readFileSync(path) }))
}
