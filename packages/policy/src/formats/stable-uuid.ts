import { createHash } from 'node:crypto'

/** A UUID that is the same for the same name, so that a new profile replaces the one before (RFC 9562, version 8). */
export function stableUuid(name: string): string {
  const hex = createHash('sha256').update(`weaklayer policy ${name}`).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ]
  return [...groups, hex.slice(20, 32)].join('-').toUpperCase()
}
