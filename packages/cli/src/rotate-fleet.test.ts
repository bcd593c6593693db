import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeProof, makeSensorKeyPair } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { type Running, runCli, startCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

// Each command is a process, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

interface FleetGateway {
  name: string
  server: Running
  url: string
}

const made = async (...words: string[]) => JSON.parse((await runCli(words)).stdout)

async function startFleet(cwd: string) {
  const { secret } = await made('secret')
  const { key, verifier } = await made('key')
  const gateways: FleetGateway[] = []
  for (const name of ['north', 'south']) {
    const config = {
      sensor: {
        api: { host: '127.0.0.1', port: 0 },
        token: { secrets: { current: secret } },
        install: { verifiers: [verifier] },
      },
      outputs: [{ type: 'filesystem', directory: `./events-${name}` }],
      admin: { port: 0 },
    }
    await writeFile(join(cwd, `${name}.yaml`), JSON.stringify(config))
    const server = startCli(['server', '--config', `${name}.yaml`], { cwd })
    await server.shows('"url"')
    const line = server
      .stderr()
      .split('\n')
      .find(text => text.includes('"url"'))
    gateways.push({ name, server, url: JSON.parse(line ?? '{}').url })
  }
  return { gateways, key }
}

/** Puts the configuration of a step in place, and waits until the running gateway has it. */
async function takeStep(cwd: string, { name, server }: FleetGateway, step: string): Promise<void> {
  const changes = () => server.stderr().split('"changed":').length
  const before = changes()
  await copyFile(join(cwd, `rotation-${name}`, step, `${name}.yaml`), join(cwd, `${name}.yaml`))
  server.child.kill('SIGHUP')
  await vi.waitFor(() => expect(changes()).toBeGreaterThan(before), 10_000)
}

function post(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
}

test('two gateways one step apart accept the tokens of each other at every step, and no sensor is renamed', async () => {
  await using directory = await sampleDirectory()
  const cwd = directory.path
  const { gateways, key } = await startFleet(cwd)
  const [north, south] = gateways as [FleetGateway, FleetGateway]
  const out = (name: string) => ['--config', `${name}.yaml`, '--out', `rotation-${name}`]
  await runCli(['rotate', 'token-secret', ...out('north')], { cwd })
  const same = ['--use', 'rotation-north/new-token-secret']
  expect(await runCli(['rotate', 'token-secret', ...out('south'), ...same], { cwd })).toMatchObject({
    status: 0,
  })

  const pair = await makeSensorKeyPair()
  const enrolAt = async ({ url }: FleetGateway) => {
    const nowSeconds = Math.floor(Date.now() / 1000)
    const dpop = await makeProof(pair, { method: 'POST', url: `${url}/install`, nowSeconds })
    const answer = await post(`${url}/install`, JSON.stringify({ key, label: 'x' }), { dpop })
    return (await answer.json()) as { token: string; sensor: string }
  }
  const sensors = new Set<string>()
  const accepted = async (tokens: readonly string[]) => {
    for (const token of tokens)
      for (const { url } of gateways) {
        const { status } = await post(`${url}/events`, '[]', { authorization: `Bearer ${token}` })
        expect(status).toBe(200)
      }
  }
  let tokens: string[] = []
  const enrolEverywhere = async () => {
    for (const gateway of gateways) {
      const { token, sensor } = await enrolAt(gateway)
      tokens.push(token)
      sensors.add(sensor)
    }
    await accepted(tokens)
  }
  await enrolEverywhere()
  for (const step of ['step-1-accept', 'step-2-sign']) {
    await takeStep(cwd, north, step)
    await enrolEverywhere()
    await takeStep(cwd, south, step)
    await enrolEverywhere()
  }
  // Those of the old secret end with the last step.
  const [oldest = ''] = tokens
  tokens = tokens.slice(-2)
  await takeStep(cwd, north, 'step-3-retire')
  await enrolEverywhere()
  await takeStep(cwd, south, 'step-3-retire')
  await enrolEverywhere()
  for (const { url } of gateways)
    expect((await post(`${url}/events`, '[]', { authorization: `Bearer ${oldest}` })).status).toBe(401)
  expect(sensors.size).toBe(1)
  for (const { server } of gateways) {
    expect(server.child.exitCode).toBe(null)
    server.child.kill('SIGTERM')
    expect(await server.finished).toMatchObject({ status: 0 })
  }
})
