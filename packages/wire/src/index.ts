export * from './audit-chain.ts'
export * from './audit-check.ts'
export { auditFileName, auditFilesIn } from './audit-file-name.ts'
export * from './audit-record.ts'
export * from './batch.ts'
export { concatBytes, equalBytes, fromBase64, sha256, toBase64, toHex } from './bytes.ts'
export { canonicalJson } from './canonical-json.ts'
export type { ClonedProfile } from './cloned-profiles.ts'
export { durationUs } from './duration.ts'
export type { EpochReport } from './epoch-report.ts'
export * from './error-codes.ts'
export { frameFields } from './event-content.ts'
export { type EventPosition, formerIds } from './event-position.ts'
export { type DropReason, dropReasons } from './events/dropped.ts'
export type { FormerId } from './events/former-id.ts'
export * from './events/index.ts'
export { eventSeverities, type Severity, severities, severityOf } from './events/severity.ts'
export {
  exampleAdminToken,
  exampleInstallKey,
  exampleTokenSecret,
  exampleVerifier,
  isPublicExample,
} from './example-secrets.ts'
export { isEpochId, type PrivacyClass } from './field.ts'
export {
  createGapProof,
  type DeadLetterPosition,
  type GapProof,
  type ReadEvents,
  type RemovedEvents,
} from './gap-proof.ts'
export * from './gateway-config.ts'
export { type GatewayRates, gatewayRates } from './gateway-rates.ts'
export * from './install-key.ts'
export * from './install-request.ts'
export { isLoopback } from './loopback.ts'
export { nearestOf, type Problem, problemsOf } from './problem.ts'
export * from './proof.ts'
export type { LostStore } from './proof-state.ts'
export { type GatewayConfigReading, readGatewayConfig } from './read-gateway-config.ts'
export * from './read-sensor-config.ts'
export * from './reader.ts'
export { type Revocation, revocation, revocationList } from './revocation.ts'
export * from './sensor-config.ts'
export { sensorId, sensorIdOf } from './sensor-id.ts'
export type { SensorReport } from './sensor-report.ts'
export { addRange, countRanges, inRanges, missingRanges, type SeqRange } from './seq-ranges.ts'
export { starterExcludedHosts } from './starter-excluded-hosts.ts'
export { checkStoredEvent, type StoredEvent, type StoredEventCheck, storedEvent } from './stored-event.ts'
export { type TokenClaims, tokenClaims } from './token-claims.ts'
export { type PastTokenSecret, pastSecretOf, randomSecret } from './token-secret.ts'
export * from './verifier.ts'
