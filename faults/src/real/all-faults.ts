import type { Fault } from './fault.ts'
import { foreignAnswers } from './faults/foreign-answers.ts'
import { gatewayCallsFailed } from './faults/gateway-calls-failed.ts'
import { gatewayKilled } from './faults/gateway-killed.ts'
import { loadBalanced } from './faults/load-balanced.ts'
import { requestsDisturbed } from './faults/requests-disturbed.ts'
import { shortWrites } from './faults/short-writes.ts'

/** Every fault, in the order of the table. */
export const allFaults: readonly Fault[] = [
  ...gatewayKilled,
  ...gatewayCallsFailed,
  shortWrites,
  ...requestsDisturbed,
  ...foreignAnswers,
  ...loadBalanced,
]
