#!/usr/bin/env node
// For Windows only. `npm start` is `exec node …`: in a POSIX shell `exec` is a builtin, so that no shell stands between
// npm and the demo to swallow signals and the exit status. Windows has neither the builtin nor such signals.
import { spawnSync } from 'node:child_process'

const [program = 'node', ...options] = process.argv.slice(2)
const { status, error } = spawnSync(program, options, { stdio: 'inherit' })
if (error !== undefined) process.stderr.write(`${program} could not be started: ${error.message}\n`)
process.exitCode = status ?? 1
