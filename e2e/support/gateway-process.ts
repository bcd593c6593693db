export { type GatewayProcess, startGatewayProcess } from '@weaklayer/faults/laboratory'
