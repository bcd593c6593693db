import { applyPolicy } from '../delivery/apply-policy.ts'
import { type UploaderOptions, type UploadStep, uploadStep } from '../delivery/uploader.ts'
import { createCredentials } from '../enrol/credentials.ts'
import { adoptOwner, type Owner, ownerIn } from '../enrol/identity.ts'
import { baseOf } from '../enrol/install-request.ts'
import { captureRules } from '../privacy/capture-rules.ts'
import { refreshIdentity, type SensorMemory } from './memory.ts'
import { reviseEvent } from './revise-event.ts'
import { leaveEpoch, markEpoch } from './run-epoch.ts'
import type { WorkerPorts } from './sensor-ports.ts'

/** One step of delivery under the policy in force; nothing is sent while there is none that can be used. */
export async function deliverStep(ports: WorkerPorts, memory: SensorMemory): Promise<UploadStep> {
  const { config } = memory.policy
  if (config === undefined) return 'idle'
  const { group } = config.installKey
  if (memory.identity.owner?.group !== group) {
    await adopt(ports, memory, await ownerIn(memory.identity, group))
  }
  return await uploadStep(uploaderOptions(ports, memory), {
    base: baseOf(config.api),
    group,
    firstGeneration: config.api.firstGeneration === true,
    flushIntervalMs: config.flushIntervalMs,
  })
}

function uploaderOptions(ports: WorkerPorts, memory: SensorMemory): UploaderOptions {
  const { journal, transport, clock, random, gzip } = ports
  const credentials = createCredentials({
    journal,
    transport,
    clock,
    random,
    config: () => memory.policy.config,
    renamed: owner => adopt(ports, memory, owner),
  })
  return {
    journal,
    transport,
    credentials: {
      ...credentials,
      correctClock: async offsetMs => {
        await credentials.correctClock(offsetMs)
        await refreshIdentity(ports, memory)
      },
    },
    clock,
    random,
    gzip,
    revise: async () => {
      const rules = captureRules(memory.policy.capture)
      await applyPolicy(journal, record => reviseEvent(record, rules))
    },
    leaveEpoch: epochIndex => leaveEpoch(ports, memory.facts, epochIndex),
  }
}

async function adopt(ports: WorkerPorts, memory: SensorMemory, owner: Owner): Promise<void> {
  const epoch = { atMs: ports.clock.nowMs(), facts: memory.facts }
  await adoptOwner(ports.journal, { owner, random: ports.random, epoch })
  await markEpoch(ports)
  await refreshIdentity(ports, memory)
}
