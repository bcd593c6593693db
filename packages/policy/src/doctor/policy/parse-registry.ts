/** A value of the Windows registry; other types are left out. */
export type RegistryValue =
  | { type: 'text'; data: string }
  | { type: 'number'; data: number }
  | { type: 'texts'; data: string[] }

export interface RegistryKey {
  values: Map<string, RegistryValue>
  keys: Map<string, RegistryKey>
}

export type ParsedRegistry = { status: 'ok'; root: RegistryKey } | { status: 'invalid'; message: string }

/** Whether a text is an export of the registry. */
export function isRegistryExport(text: string): boolean {
  return /^(Windows Registry Editor Version 5\.00|REGEDIT4)\s/.test(text)
}

/** Reads an export of the registry (`.reg`), as `regedit` writes it. */
export function parseRegistry(text: string): ParsedRegistry {
  const root = newKey()
  let current: RegistryKey | undefined
  const lines = text.replaceAll(/\\\r?\n\s*/g, '').split(/\r?\n/)
  for (const [index, line] of lines.slice(1).entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith(';')) continue
    const path = /^\[([^\]]+)\]$/.exec(trimmed)?.[1]
    if (path !== undefined) current = path.startsWith('-') ? undefined : keyAt(root, path.split('\\'))
    else if (!readValue(current, trimmed))
      return { status: 'invalid', message: `line ${index + 2} is no value of a registry export` }
  }
  return { status: 'ok', root }
}

/** A key below another; names differ by more than capitals. */
export function registryKey(root: RegistryKey, path: readonly string[]): RegistryKey | undefined {
  return path.reduce<RegistryKey | undefined>((key, name) => {
    const found = [...(key?.keys ?? [])].find(([each]) => each.toLowerCase() === name.toLowerCase())
    return found?.[1]
  }, root)
}

function newKey(): RegistryKey {
  return { values: new Map(), keys: new Map() }
}

function keyAt(root: RegistryKey, path: readonly string[]): RegistryKey {
  return path.reduce((key, name) => {
    const found = registryKey(key, [name])
    if (found !== undefined) return found
    const made = newKey()
    key.keys.set(name, made)
    return made
  }, root)
}

const valueLine = /^(?:@|"((?:[^"\\]|\\.)*)")=(.*)$/

/** False when the line is no value. A value below a key that is deleted counts for nothing. */
function readValue(key: RegistryKey | undefined, line: string): boolean {
  const match = valueLine.exec(line)
  if (match === null) return false
  const value = registryValue(match[2] ?? '')
  if (value !== undefined) key?.values.set(unescaped(match[1] ?? ''), value)
  return true
}

function registryValue(text: string): RegistryValue | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1]
  if (quoted !== undefined) return { type: 'text', data: unescaped(quoted) }
  const word = /^dword:([0-9a-f]{1,8})$/i.exec(text)?.[1]
  if (word !== undefined) return { type: 'number', data: Number.parseInt(word, 16) }
  const [, kind = '', hex = ''] = /^hex\(([0-9a-f]+)\):(.*)$/i.exec(text) ?? []
  return kind === '' ? undefined : encodedValue(kind, hex)
}

/** REG_EXPAND_SZ (2) and REG_MULTI_SZ (7) are exported as the bytes of UTF-16. */
function encodedValue(kind: string, hex: string): RegistryValue | undefined {
  const bytes = Uint8Array.from(hex.split(',').filter(Boolean), byte => Number.parseInt(byte, 16))
  const texts = new TextDecoder('utf-16le').decode(bytes).split('\0')
  if (kind === '2') return { type: 'text', data: texts[0] ?? '' }
  return kind === '7' ? { type: 'texts', data: texts.filter(text => text !== '') } : undefined
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1')
}
