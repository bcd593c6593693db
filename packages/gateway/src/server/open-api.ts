import type { RequestListener } from 'node:http'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import type { AdminControl } from '../admin/admin-control.ts'
import type { Health } from '../admin/health.ts'
import { observeStorage } from '../admin/observe-storage.ts'
import type { Clock } from '../clock.ts'
import { configFingerprint } from '../config/config-fingerprint.ts'
import { verifySignature } from '../identity/verify-signature.ts'
import { watchRevocations } from '../identity/watch-revocations.ts'
import { measureLoopDelay } from '../load/loop-delay.ts'
import { createQuietLog, type QuietLog } from '../log/quiet-log.ts'
import { addFact, addReading, type Metrics } from '../metrics/gateway-metrics.ts'
import { addOutputMetrics } from '../metrics/output-metrics.ts'
import { createReload, type Reload } from '../reload/reload.ts'
import { createRevocationDesk } from '../revocation/revocation-desk.ts'
import { systemCode } from '../start-error.ts'
import { createClientCertificates } from '../transport/client-certificates.ts'
import { createNetworks } from '../transport/networks.ts'
import { openUpdateFiles } from '../updates/update-files.ts'
import { shareLimits } from '../workers/share-limits.ts'
import { createApp } from './create-app.ts'
import { createParts } from './create-parts.ts'
import type { Drain } from './drain.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { type Listener, listen } from './listen.ts'
import { auditRevocations, auditStart, openAuditLog } from './open-audit-log.ts'
import { openRedirect } from './open-redirect.ts'
import { openStorage } from './open-storage.ts'
import { type ServedCertificate, serveCertificate } from './serve-certificate.ts'
import type { GatewayOptions } from './start-gateway.ts'
import type { Storage } from './storage.ts'
import { createUploadHandler, isUpload } from './upload-handler.ts'

/** What is open, to be closed in the opposite order. */
export interface Opened {
  closers: (() => unknown)[]
}

export interface Start {
  config: GatewayConfig
  options: GatewayOptions & { baseDirectory: string }
  clock: Clock
  log: Logger
  health: Health
  metrics: Metrics
  control: AdminControl
  opened: Opened
}

export interface Api {
  listener: Listener
  redirect: Listener | undefined
  reload: Reload
}

/** Opens everything that sensors need, the listener last. */
export async function openApi(start: Start, drain: Drain): Promise<Api> {
  const { config, clock, log, metrics, opened } = start
  const { https } = config.sensor.api
  const certificate = https && (await serveCertificate(https, { metrics, clock, log }))
  if (certificate !== undefined) opened.closers.push(certificate.close)
  const parts = await openParts(start, drain)
  const listener = await openListener(start, parts, certificate)
  const { audit } = parts
  await auditStart(audit, config)
  const redirect = certificate && (await openRedirect(config, { certificate, httpsPort: listener.port }))
  if (redirect !== undefined) opened.closers.push(redirect.close)
  const reload = createReload({ config: () => parts.config, use: parts.use, certificate, audit, log })
  return { listener, redirect, reload }
}

async function openParts(start: Start, drain: Drain): Promise<GatewayParts> {
  const { config, options, clock, log, health, metrics, control, opened } = start
  const { revocation } = config.sensor
  const source = { ...revocation, intervalMs: revocation.interval / 1000 }
  const updates = config.updates && (await openUpdateFiles(config.updates.directory))
  const storage = await openStored(start)
  const audit = await openAuditLog(start)
  const revocations = await watchRevocations(source, { clock, log, onChanged: auditRevocations(audit) })
  opened.closers.push(revocations.close)
  const parts = createParts(config, {
    clock,
    log,
    worker: options.worker,
    random: options.random ?? Math.random,
    loopDelayMs: options.loopDelayMs ?? measuredDelay(opened),
    metrics,
    storage: observeStorage(storage, { health, metrics, clock }),
    updates,
    revocations,
    audit,
    verifySignature: options.verifySignature ?? verifySignature,
    isDraining: drain.isDraining,
    isHurried: drain.isHurried,
  })
  addFact(metrics, {
    name: 'weaklayer_config_info',
    help: 'The fingerprint of the configuration: gateways of one fleet should have the same.',
    label: 'fingerprint',
    read: () => configFingerprint(parts.config),
  })
  const desk = createRevocationDesk(revocations, clock)
  control.open({ token: () => parts.config.admin.token, desk, audit })
  opened.closers.push(control.close)
  return parts
}

async function openStored({ config, options, clock, log, metrics, opened }: Start): Promise<Storage> {
  const storage = await openStorage(config, {
    baseDirectory: options.baseDirectory,
    clock,
    log,
    stdout: options.stdout ?? process.stdout,
    worker: options.worker,
    onFatal: options.onFatal ?? (error => endProcess(error, log)),
  })
  opened.closers.push(storage.close)
  addOutputMetrics(metrics, storage.counters)
  return storage
}

async function openListener(
  { config, options, metrics, opened, clock, log }: Start,
  parts: GatewayParts,
  certificate: ServedCertificate | undefined,
): Promise<Listener> {
  const app = await createApp(parts)
  opened.closers.push(() => app.close())
  const upload = createUploadHandler(parts)
  const answer: RequestListener = (request, response) =>
    isUpload(request) ? upload(request, response) : app.routing(request, response)
  const listener = await listen(answer, {
    key: 'sensor.api',
    address: config.sensor.api,
    limits: shareLimits(config, options.worker).limits,
    tls: certificate?.material(),
    ...connectionTerms(config, { metrics, quietLog: createQuietLog(log, clock) }),
    drainMs: config.drain.timeout / 1000,
  })
  opened.closers.push(listener.close)
  certificate?.onRenewal(listener.renew)
  addReading(metrics, {
    name: 'weaklayer_connections',
    help: 'Connections of sensors and load balancers that are open.',
    read: listener.connections,
  })
  return listener
}

/** What connections must show, beside what HTTP and TLS ask for. */
function connectionTerms(
  { sensor: { api }, limits }: GatewayConfig,
  { metrics, quietLog }: { metrics: Metrics; quietLog: QuietLog },
) {
  const isTrusted = createNetworks(api.trustedProxies)
  const timeoutMs = limits.headersTimeout / 1000
  return {
    proxied: api.proxyProtocol === 'off' ? undefined : { isTrusted, timeoutMs, quietLog },
    clientCertificates: api.https?.clientCertificates && createClientCertificates(metrics, quietLog),
  }
}

function measuredDelay({ closers }: Opened): () => number {
  const delay = measureLoopDelay()
  closers.push(delay.close)
  return delay.takeMs
}

function endProcess(error: unknown, log: Logger): void {
  log.fatal(
    { reason: systemCode(error) },
    'a sync of an event file failed, or a write of what is in the redo log; the gateway ends so that nothing false is acknowledged',
  )
  process.exit(1)
}
