import { randomBytes } from 'node:crypto'
import { frameFields } from '@weaklayer/wire'
import type { PrintSetup } from './event-prints.ts'

/** A new secret key: who writes events cannot know which prints collide. */
export function randomPrintSetup(): PrintSetup {
  const bytes = randomBytes(8)
  return printSetup({ low: bytes.readInt32LE(0), high: bytes.readInt32LE(4) })
}

/** All that makers of prints have to have in common. */
export function printSetup(key: PrintSetup['key']): PrintSetup {
  return { key, frameFields }
}
