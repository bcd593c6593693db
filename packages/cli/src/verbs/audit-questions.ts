import { chmod, mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { questionLog, setQuestionLog } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { createPrinter } from '../printer.ts'
import { storeOption, storeToUse } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface OnOptions {
  store?: string
  to?: string
}

const usualFolder = 'questions'
/** Whoever is in the group makes a folder of their own and cannot remove those of others. */
const sharedMode = 0o1770

/** The verbs with which an administrator has every question to a store recorded. */
export function addQuestionLog(audit: Command): void {
  const on = audit
    .command('on')
    .summary('Have every question to a store recorded.')
    .description(
      'From now on every query, export and other question to a store is recorded: who, when, what, how many rows. Where the record cannot be written, nothing is answered. Whoever asks has a chain of their own, in a folder of the directory.',
    )
    .option(...storeOption)
    .option('--to <directory>', `Where to record (default: ${usualFolder} in the store)`)
  const off = audit
    .command('off')
    .summary('Let questions to a store go unrecorded again.')
    .description('Questions to a store are not recorded any more. What was recorded stays.')
    .option(...storeOption)
  withExamples(on, {
    'weaklayer audit on --store store --to /var/log/weaklayer/questions': 'Record who asks what',
    'weaklayer audit show store/questions': 'Read it',
  })
  withExamples(off, { 'weaklayer audit off --store store': 'No longer' })
  acting<OnOptions>(on, turnOn)
  acting<OnOptions>(off, turnOff)
}

/** Loaded when it is needed: the other verbs of `audit` only read. */
async function storeAudit() {
  return await import('../store-audit.ts')
}

async function turnOn(options: OnOptions): Promise<ExitStatus> {
  const store = await storeToUse(options.store)
  const directory = options.to === undefined ? resolve(store, usualFolder) : resolve(options.to)
  const { auditing } = await storeAudit()
  await auditing(store, { action: 'questions.recorded', subject: { directory } }, async () => {
    if ((await kindOf(directory)) === 'nothing') {
      await mkdir(directory, { recursive: true })
      await chmod(directory, sharedMode)
    }
    // A store that is moved takes its own folder with it.
    await setQuestionLog(store, options.to === undefined ? usualFolder : directory)
    return {}
  })
  createPrinter().line(
    `Questions to ${plainText(store, 500)} are recorded in ${plainText(directory, 500)}. Whoever asks has to be able to write there.`,
  )
  return exitStatus.ok
}

async function turnOff(options: OnOptions): Promise<ExitStatus> {
  const store = await storeToUse(options.store)
  // A setting that cannot be read can be taken away all the same.
  const directory = await questionLog(store).catch(() => undefined)
  const { auditing } = await storeAudit()
  await auditing(
    store,
    { action: 'questions.unrecorded', ...(directory !== undefined && { subject: { directory } }) },
    async () => {
      await setQuestionLog(store, undefined)
      return {}
    },
  )
  createPrinter().line(`Questions to ${plainText(store, 500)} are not recorded.`)
  return exitStatus.ok
}
