import { gatewayKilled } from './faults/gateway-killed.ts'
import { runFault } from './run-fault.ts'

const only = process.argv[2]
for (const fault of gatewayKilled.filter(one => only === undefined || one.name === only)) {
  console.log(
    JSON.stringify(await runFault(fault, { size: (process.argv[3] ?? 'short') as 'short', seed: 1 })),
  )
}
