import { toBase64 } from '@weaklayer/wire'
import type { Command } from 'commander'
import { exitStatus } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

const secretBytes = 64

export function addSecret(program: Command): void {
  const command = program
    .command('secret')
    .summary('Print a new token secret.')
    .description('Print a new secret for signing tokens: 64 random bytes, base64, as JSON.')
    .option('--json', 'Accepted for uniformity: the output is always JSON.')
  withExamples(command, { 'weaklayer secret': 'Make the value of sensor.token.secrets.current' })
  acting(command, async () => {
    const secret = toBase64(crypto.getRandomValues(new Uint8Array(secretBytes)))
    createPrinter().line(JSON.stringify({ secret }))
    return exitStatus.ok
  })
}
