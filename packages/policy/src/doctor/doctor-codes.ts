import type { DoctorCheck } from './finding.ts'
import { gatewayCodes } from './gateway-codes.ts'
import { packageCodes } from './package-codes.ts'
import { policyCodes } from './policy-codes.ts'

/** What a code means, the same each time. */
export interface CodeMeaning {
  level: 'warning' | 'problem'
  check: DoctorCheck
  why: string
  todo: string
}

/** Every warning and problem that the doctor knows. Each stands in docs/errors.md. */
export const doctorCodes = { ...policyCodes, ...gatewayCodes, ...packageCodes } satisfies Record<
  string,
  CodeMeaning
>

export type DoctorCode = keyof typeof policyCodes | keyof typeof gatewayCodes | keyof typeof packageCodes
