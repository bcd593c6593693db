#!/usr/bin/env node
// Plain JavaScript in the syntax of old Nodes: it has to start there to hand over to a newer one.
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chooseProgram } from './choose-program.js'
import { chooseNode, handOver } from './hand-over.js'

// Read at the first file call: with Node's 4 threads a few slow disks would stop unzipping and signatures.
process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '16'

const require = createRequire(import.meta.url)
const choice = chooseNode(process, name => require(name))

if (choice.status === 'run') {
  const { main } = await import(chooseProgram(new URL('../../../', import.meta.url)))
  await main(process.argv.slice(2))
} else if (choice.status === 'hand over') {
  const node = require.resolve(`${choice.from}/${choice.path}`)
  handOver(node, [realpathSync(fileURLToPath(import.meta.url)), ...process.argv.slice(2)])
} else {
  process.stderr.write(`${choice.message}\n`)
  process.exitCode = 1
}
