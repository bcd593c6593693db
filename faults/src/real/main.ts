import { foreignAnswers } from './faults/foreign-answers.ts'
import { gatewayCallsFailed } from './faults/gateway-calls-failed.ts'
import { gatewayKilled } from './faults/gateway-killed.ts'
import { requestsDisturbed } from './faults/requests-disturbed.ts'
import { shortWrites } from './faults/short-writes.ts'
import { runFault } from './run-fault.ts'

const only = process.argv[2]?.split(',')
const all = [...gatewayKilled, ...gatewayCallsFailed, shortWrites, ...requestsDisturbed, ...foreignAnswers]
for (const fault of all.filter(one => only === undefined || only.some(name => one.name.startsWith(name)))) {
  console.log(
    JSON.stringify(await runFault(fault, { size: (process.argv[3] ?? 'short') as 'short', seed: 1 })),
  )
}
