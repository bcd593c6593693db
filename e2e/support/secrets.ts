export {
  gatewayConfigFor,
  makeSecrets,
  makeTokenSecret,
  policyFor,
  type Secrets,
} from '@weaklayer/faults/laboratory'
