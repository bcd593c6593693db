import * as z from 'zod'
import { installKey } from './install-key.ts'
import { starterExcludedHosts } from './starter-excluded-hosts.ts'

/** A host (`example.com`), or a domain with everything below it (`*.example.com`). */
export const hostPattern = z
  .string()
  .max(255)
  .regex(/^(\*\.)?[^\s/:*[\]]+$|^\[[0-9a-fA-F:.]+\]$/, 'expected a host such as example.com or *.example.com')

const hosts = z.array(hostPattern)

export const captureLevels = ['minimal', 'standard', 'full'] as const
export const textScopes = ['all', 'fields', 'password', 'off'] as const
export const urlDetails = ['host', 'redacted', 'full'] as const
export const durabilities = ['strict', 'relaxed'] as const

const api = z.looseObject({
  protocol: z.enum(['http', 'https']).describe('How the sensor talks to the gateway.'),
  hostname: z
    .string()
    .max(255)
    .regex(
      /^[^\s/:?#@[\]]+$|^\[[0-9a-fA-F:.]+\]$/,
      'expected a host name or address, without protocol, port and path',
    )
    .describe('Host name or address of the gateway; an IPv6 address in brackets.'),
  port: z.int().min(1).max(65_535).describe('Port of the gateway.'),
  firstGeneration: z
    .boolean()
    .optional()
    .describe('The gateway is a first Weaklayer: an empty 200 acknowledges. @default false'),
})

/** Each key of the sensor's managed storage, with its own schema: one invalid value spoils nothing else. */
export const sensorConfigParts = {
  api: api.describe('Where the gateway is.'),
  installKey: installKey.describe('What the sensor enrols with.'),
  label: z.string().min(1).max(1024).describe('Name of this set of sensors, such as finance-laptops.'),
  device: z.string().max(1024).optional().describe('The machine, filled in by the management tool.'),
  user: z.string().max(1024).optional().describe('The person, filled in by the management tool.'),
  capture: z
    .enum(captureLevels)
    .default('standard')
    .describe('How much is recorded: minimal, standard or full. @default standard'),
  disabledEvents: z
    .array(z.string().max(64))
    .default([])
    .describe('Event types that are not recorded, such as TextInput. @default none'),
  text: z
    .looseObject({
      scope: z
        .enum(textScopes)
        .optional()
        .describe('Which fields: all, fields, password or off. @default as capture says'),
      exactLength: z
        .boolean()
        .default(false)
        .describe('Exact text lengths instead of buckets. @default false'),
    })
    .default({ exactLength: false })
    .describe('What is recorded of typed text.'),
  urls: z
    .looseObject({
      detail: z
        .enum(urlDetails)
        .optional()
        .describe('host, redacted or full. @default redacted; host with capture minimal'),
      fullHosts: hosts.default([]).describe('Hosts whose addresses are recorded in full. @default none'),
      hostOnlyHosts: hosts.default([]).describe('Hosts of which only the host is recorded. @default none'),
    })
    .default({ fullHosts: [], hostOnlyHosts: [] })
    .describe('What is recorded of addresses.'),
  excludedHosts: hosts
    .default([...starterExcludedHosts])
    .describe('Hosts where nothing is recorded. @default a starter list (health, unions, banking)'),
  includedHosts: hosts.default([]).describe('If not empty, only these hosts are recorded. @default all'),
  incognito: z.boolean().default(false).describe('Record private windows too, flagged. @default false'),
  enterpriseHosts: hosts.default([]).describe("The organisation's own sign-in hosts. @default none"),
  approvedHosts: hosts.default([]).describe('Hosts where its passwords may be used. @default none'),
  buffer: z
    .looseObject({
      maxBytes: z
        .int()
        .min(1_048_576)
        .max(67_108_864)
        .default(67_108_864)
        .describe('Most bytes that wait. @default 64 MiB'),
      maxEvents: z
        .int()
        .min(1000)
        .max(200_000)
        .default(200_000)
        .describe('Most events that wait. @default 200,000'),
      durability: z
        .enum(durabilities)
        .default('strict')
        .describe(
          'strict: an event counts as recorded once it is on disk; relaxed: a power failure may lose the last ones. @default strict',
        ),
    })
    .default({ maxBytes: 67_108_864, maxEvents: 200_000, durability: 'strict' })
    .describe('The store in the browser; one origin gets at most a tenth of it.'),
  flushIntervalMs: z
    .int()
    .min(500)
    .max(600_000)
    .default(10_000)
    .describe('Longest wait before events are sent, in milliseconds. @default 10,000'),
  notice: z
    .looseObject({
      text: z.string().max(2000).optional().describe('Shown to the user on the page of the sensor.'),
      contact: z.string().max(320).optional().describe('Whom to ask.'),
      link: z
        .string()
        .max(2048)
        .regex(/^https?:\/\/[^\s/]+(\/\S*)?$/, 'expected an address that starts with https:// or http://')
        .optional()
        .describe('Where to read more.'),
    })
    .default({})
    .describe('What the organisation tells its users.'),
} as const

/** The sensor's configuration, from managed storage. The first three keys are mandatory. */
export const sensorConfig = z
  .looseObject(sensorConfigParts)
  .meta({ title: 'SensorConfig', description: 'Managed storage of the sensor.' })

export type SensorConfig = z.infer<typeof sensorConfig>
export type CaptureLevel = (typeof captureLevels)[number]
export type TextScope = (typeof textScopes)[number]
export type Durability = (typeof durabilities)[number]
export type UrlDetail = (typeof urlDetails)[number]
