import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Asked, AskPlan } from './asked.ts'
import { filesBelow } from './files-below.ts'
import type { QuestionFacts } from './questions.ts'

const run = promisify(execFile)
const script = fileURLToPath(new URL('./ask-process.ts', import.meta.url))

/** Asks in a new process. */
export async function askStore(plan: AskPlan, facts: QuestionFacts): Promise<Asked> {
  const { stdout } = await run(process.execPath, [script, JSON.stringify(plan), JSON.stringify(facts)])
  return JSON.parse(stdout) as Asked
}

const filesAtOnce = 500

/** Lets the system forget what it holds of the files below a directory, as far as it does: `dd` asks for it. */
export async function dropFromCache(directory: string): Promise<void> {
  const files = await filesBelow(directory)
  const script = 'for file; do dd if="$file" iflag=nocache count=0 status=none; done'
  for (let at = 0; at < files.length; at += filesAtOnce)
    await run('sh', ['-c', script, 'sh', ...files.slice(at, at + filesAtOnce)])
}
