import type { Policy } from '../config/choose-policy.ts'
import type { StatusFacts } from '../delivery/status.ts'
import { type IdentityRecord, loadIdentity } from '../enrol/identity.ts'
import type { BrowserFacts } from '../platform/browser-facts.ts'
import { type CaptureRules, captureRules } from '../privacy/capture-rules.ts'
import type { FrameRules, FrameRulesKey, SensorView } from '../protocol.ts'
import type { SensorPorts } from './sensor-ports.ts'
import { statusFacts } from './status-facts.ts'

/** What the worker has at hand while it lives; all of it is found again after a restart. */
export interface SensorMemory {
  policy: Policy
  rules: CaptureRules
  browser: BrowserFacts
  facts: StatusFacts
  identity: IdentityRecord
  /** What failed last in the sensor itself. */
  fault?: SensorView['connection']['lastError']
}

export async function loadMemory(
  ports: SensorPorts,
  loadPolicy: () => Promise<Policy>,
): Promise<SensorMemory> {
  const [policy, identity, browser] = await Promise.all([
    loadPolicy(),
    loadIdentity(ports.journal, ports.random),
    ports.browserFacts(),
  ])
  const facts = await factsOf(ports, { policy, browser, identity })
  return { policy, rules: captureRules(policy.capture), browser, facts, identity }
}

/** Uses another policy from now on. */
export async function usePolicy(ports: SensorPorts, memory: SensorMemory, policy: Policy): Promise<void> {
  memory.policy = policy
  memory.rules = captureRules(policy.capture)
  memory.facts = await factsOf(ports, memory)
  await leaveFrameRules(ports, memory.rules)
}

/** Reads the identity again after it changed. */
export async function refreshIdentity(ports: SensorPorts, memory: SensorMemory): Promise<void> {
  memory.identity = await loadIdentity(ports.journal, ports.random)
  memory.facts = await factsOf(ports, memory)
}

const frameRulesKey: FrameRulesKey = 'frameRules'

/** Tells frames which of them are to report. */
export async function leaveFrameRules({ local }: SensorPorts, { frames }: CaptureRules): Promise<void> {
  const before = (await local.get(frameRulesKey)) as FrameRules | undefined
  if (before?.frames !== frames) await local.set(frameRulesKey, { frames } satisfies FrameRules)
}

async function factsOf(
  { version }: SensorPorts,
  { policy, browser, identity }: Pick<SensorMemory, 'policy' | 'browser' | 'identity'>,
): Promise<StatusFacts> {
  return await statusFacts({ policy, browser, version, clockOffsetMs: identity.clockOffsetMs })
}
