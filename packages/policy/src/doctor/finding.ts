import { type DoctorCode, doctorCodes } from './doctor-codes.ts'

/** What the doctor looks at. */
export type DoctorCheck =
  | 'policy'
  | 'values'
  | 'key'
  | 'install'
  | 'gateway'
  | 'proxy'
  | 'certificate'
  | 'clock'
  | 'package'

/** One thing that the doctor found. No part of it holds a secret. */
export interface Finding {
  /** `problem`: sensors will not work, or are not safe. `warning`: they work, but not as they could. */
  level: 'ok' | 'warning' | 'problem'
  check: DoctorCheck
  /** Of warnings and problems only. */
  code?: DoctorCode
  /** The file, address or id that it is about. */
  subject: string
  /** What was found. */
  found: string
  /** Why it matters; of warnings and problems only. */
  why?: string
  /** What to do; of warnings and problems only. */
  todo?: string
}

/** What a finding says that its code does not. */
export interface FindingDetails {
  subject: string
  found: string
  /** @default what the code says */
  todo?: string
}

/** A warning or a problem; the code says which, why and what to do. */
export function finding(code: DoctorCode, { subject, found, todo }: FindingDetails): Finding {
  const { level, check, why, todo: usual } = doctorCodes[code]
  return { level, check, code, subject, found, why, todo: todo ?? usual }
}

/** Something that is as it should be. */
export function fine(check: DoctorCheck, subject: string, found: string): Finding {
  return { level: 'ok', check, subject, found }
}
