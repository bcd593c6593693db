export { type DoctorCode, doctorCodes } from './doctor-codes.ts'
export type { DoctorCheck, Finding } from './finding.ts'
export type { PolicyFile } from './policy/read-policy-file.ts'
export { type DoctorOptions, runDoctor } from './run-doctor.ts'
