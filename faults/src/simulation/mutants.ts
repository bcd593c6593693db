import { gatewayMutants } from './gateway-mutants.ts'
import type { Mutant } from './mutant.ts'
import { sensorMutants } from './sensor-mutants.ts'

export const mutants: readonly Mutant[] = [...sensorMutants, ...gatewayMutants]
