import type { RegistryData, RegistryValue } from './registry.ts'

export interface RegContent {
  /** Keys that go away with everything below, before the values are set. */
  removedKeys: readonly string[]
  removedValues?: readonly { key: string; name: string }[]
  values: readonly RegistryValue[]
}

const hive = 'HKEY_LOCAL_MACHINE'

/** A .reg file for regedit and `reg import`, to be written as UTF-16. */
export function regText({ removedKeys, removedValues = [], values }: RegContent): string {
  const removed = removedKeys.map(key => [`[-${hive}\\${key}]`])
  const cleared = removedValues.map(({ key, name }) => [`[${hive}\\${key}]`, `${quoted(name)}=-`])
  const keys = [...new Set(values.map(value => value.key))]
  const set = keys.map(key => [
    `[${hive}\\${key}]`,
    ...values.filter(value => value.key === key).map(({ name, data }) => `${quoted(name)}=${dataText(data)}`),
  ])
  const blocks = [['Windows Registry Editor Version 5.00'], ...removed, ...cleared, ...set]
  return `${blocks.map(lines => lines.join('\r\n')).join('\r\n\r\n')}\r\n\r\n`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, found => `\\${found}`)}"`
}

function dataText(data: RegistryData): string {
  switch (data.type) {
    case 'REG_DWORD':
      return `dword:${data.value.toString(16).padStart(8, '0')}`
    case 'REG_SZ':
      // A quoted text ends with its line, and its reader may not know other alphabets.
      return /^[ -~]*$/.test(data.value) ? quoted(data.value) : `hex(1):${hex(`${data.value}\0`)}`
    case 'REG_MULTI_SZ':
      return `hex(7):${hex(
        data.value
          .map(line => `${line}\0`)
          .join('')
          .concat('\0'),
      )}`
  }
}

function hex(text: string): string {
  return Buffer.from(text, 'utf16le')
    .toString('hex')
    .replace(/..(?=.)/g, '$&,')
}
