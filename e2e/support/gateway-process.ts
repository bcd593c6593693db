export { freePort, type GatewayProcess, startGatewayProcess } from '@weaklayer/faults/laboratory'
