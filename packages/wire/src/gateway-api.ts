import * as z from 'zod'
import { filePath } from './config-field.ts'

const networks = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

const network = z
  .string()
  .refine(
    text => networks.safeParse(text).success,
    'expected an IP address such as 10.0.0.7, or a range such as 10.0.0.0/8 or fd00::/8',
  )

const clientCertificates = z.strictObject({
  authority: filePath.describe('PEM file with the authorities that client certificates come from.'),
  mode: z
    .enum(['required', 'optional'])
    .default('required')
    .describe(
      '`required`: who shows no valid certificate is refused in the handshake; `optional`: is counted and let in. @default required',
    ),
})

const https = z.strictObject({
  certificate: filePath.describe('PEM file with the certificate and its chain.'),
  key: filePath.describe('PEM file with the private key.'),
  password: z.string().optional().describe('Password of an encrypted key.'),
  clientCertificates: clientCertificates
    .optional()
    .describe('Asks who connects for a certificate too. @default nobody is asked'),
})

const redirect = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .describe('Port that sends browsers from http to https; 0 takes a free one.'),
  host: z
    .string()
    .min(1)
    .optional()
    .describe('Name or address to listen on for that. @default `sensor.api.host`'),
  publicPort: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port where browsers reach https. @default `sensor.api.port`'),
})

/** Where sensors reach the gateway, and who may stand in between. */
export const gatewayApi = z.strictObject({
  host: z.string().min(1).default('localhost').describe('Name or address to listen on. @default localhost'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port to listen on; 0 takes a free one. @default 8080'),
  https: https.optional().describe('Serve HTTPS with this certificate. @default HTTP'),
  trustedProxies: z
    .array(network)
    .default([])
    .describe('Load balancers: addresses and ranges whose word counts for who the client is. @default none'),
  proxyProtocol: z
    .enum(['off', 'required'])
    .default('off')
    .describe('Whether every connection begins with a PROXY header, version 1 or 2. @default off'),
  redirect: redirect
    .optional()
    .describe('A plain listener that sends browsers to https. @default no redirect'),
})
