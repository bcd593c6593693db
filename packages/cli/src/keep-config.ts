import type { ConfigSource, Gateway } from '@weaklayer/gateway'

const periodMs = 5000

/**
 * Reads a gateway's configuration again every five seconds, and at once at SIGHUP. Returns what ends it.
 */
export async function keepConfig(
  gateway: Pick<Gateway, 'reload'>,
  source: ConfigSource,
): Promise<() => void> {
  const { loadGatewayConfig } = await import('@weaklayer/gateway')
  let turn = Promise.resolve()
  const read = () => {
    turn = turn.then(async () => await gateway.reload(await loadGatewayConfig(source)))
  }
  const timer = setInterval(read, periodMs).unref()
  process.on('SIGHUP', read)
  return () => {
    clearInterval(timer)
    process.off('SIGHUP', read)
  }
}
