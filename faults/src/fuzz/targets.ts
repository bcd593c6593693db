import type { Target } from './target.ts'
import { credentials } from './targets/credentials.ts'
import { files } from './targets/files.ts'
import { gatewayTargets } from './targets/gateway.ts'
import { parsers } from './targets/parsers.ts'
import { shapes } from './targets/shapes.ts'

export const targets: readonly Target[] = [...parsers, shapes, ...credentials, ...files, ...gatewayTargets]

/** How many of all inputs each target gets. */
export function inputsOf({ share }: Target, inputs: number, among: readonly Target[]): number {
  const shares = among.reduce((sum, one) => sum + one.share, 0)
  return Math.ceil((inputs * share) / shares)
}
