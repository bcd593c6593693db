import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { wrongCall } from '../cli-error.ts'
import { rotationReadme } from './rotation-readme.ts'
import type { RotationSource } from './rotation-source.ts'
import type { RotationPlan, RotationStep } from './rotation-step.ts'

/** One file of a rotation. */
export interface RotationFile {
  /** Folder of the step; absent for what belongs to all. */
  step?: string
  path: string
  /** Whether it holds something secret; every file is readable for its owner only. */
  secret: boolean
}

/** A step with its files, checked as a gateway would load it. */
export interface PreparedStep {
  step: RotationStep
  files: { name: string; text: string; target: string }[]
  fingerprint: string
}

/** Makes the files of every step; each must be a good configuration. */
export async function prepareSteps(plan: RotationPlan, source: RotationSource): Promise<PreparedStep[]> {
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { configFingerprint, editConfigText, loadGatewayConfig } = await import('@weaklayer/gateway')
  return await Promise.all(
    plan.steps.map(async step => {
      const inFile = step.keys.filter(({ place }) => place.kind === 'config').flatMap(({ edits }) => edits)
      const text = editConfigText(source.text, inFile)
      const environment = { ...source.environment }
      const files = [{ name: source.name, text, target: source.file }]
      for (const { place, value } of step.keys) {
        if (place.kind === 'config') continue
        const { variable } = place
        delete environment[`${variable}_FILE`]
        environment[variable] = value
        const target = place.kind === 'file' ? place.path : `the variable ${variable}`
        files.push({ name: variable, text: `${value}\n`, target })
      }
      const loaded = await loadGatewayConfig({ file: source.file, text, environment })
      if (loaded.status === 'invalid')
        throw new Error(`step ${step.name} is no good configuration: ${loaded.problems[0]?.path}`)
      return { step, files, fingerprint: configFingerprint(loaded.config) }
    }),
  )
}

export interface RotationOutput {
  directory: string
  plan: RotationPlan
  steps: readonly PreparedStep[]
  source: RotationSource
}

/** Writes a folder for each step and a README. The directory must be new or empty. */
export async function writeRotation(output: RotationOutput): Promise<RotationFile[]> {
  const { directory, plan, steps } = output
  await refuseUsed(directory)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
  const written: RotationFile[] = []
  const write = async (file: RotationFile, text: string) => {
    await writeFile(file.path, text, { flag: 'wx', mode: 0o600 })
    written.push(file)
  }
  await write({ path: join(directory, 'README.md'), secret: false }, rotationReadme(output))
  for (const { name, text } of plan.secrets) await write({ path: join(directory, name), secret: true }, text)
  for (const { step, files } of steps) {
    const folder = join(directory, step.name)
    await mkdir(folder, { mode: 0o700 })
    for (const { name, text } of files)
      await write({ step: step.name, path: join(folder, name), secret: true }, text)
  }
  return written
}

async function refuseUsed(directory: string): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw wrongCall(`cannot write to ${directory}: ${error.code}`, 'Name a new or empty directory.')
  })
  if (names.length > 0)
    throw wrongCall(
      `cannot write to ${directory}: it is not empty`,
      'Name a new or empty directory, so that no earlier rotation is lost.',
    )
}
