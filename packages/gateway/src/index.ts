export { type ConfigSource, type LoadedConfig, loadGatewayConfig } from './config/load-gateway-config.ts'
export { type Gateway, type GatewayOptions, startGateway } from './server/start-gateway.ts'
export { type StartError, type StartErrorCode, startErrors } from './start-error.ts'
