import type { PolicyFile, PolicyModel } from '../model/policy-model.ts'
import type { Target } from './target.ts'

const proofs: Record<Target['proof'], string> = {
  browser: 'proven in a real browser: the tests of Weaklayer install the sensor with these files.',
  parsed: 'parsed only: other programs read these files back and find the same values, no browser did.',
}

/** The README beside the files of a target. */
export function targetReadme(target: Target, model: PolicyModel): PolicyFile {
  const guide = target.guide(model)
  const secrets = target.files(model).filter(file => file.secret)
  const lines = [
    `# ${target.title}`,
    `State: ${proofs[target.proof]}`,
    secrets.length === 0 ? '' : secretNote(secrets),
    section('Files', bullets(Object.entries(guide.files).map(([file, what]) => `\`${file}\`: ${what}`))),
    section('Install', numbered(guide.steps)),
    section('Check that it took effect', bullets(guide.check)),
    section('Remove', numbered(guide.remove)),
    section('Traps', bullets(guide.traps)),
  ]
  return { path: 'README.md', text: `${lines.filter(line => line !== '').join('\n\n')}\n`, secret: false }
}

function secretNote(secrets: readonly PolicyFile[]): string {
  const names = secrets.map(file => `\`${file.path}\``).join(', ')
  const [verb, them] = secrets.length === 1 ? ['holds', 'it'] : ['hold', 'them']
  return `${names} ${verb} the install key: keep ${them} where only administrators read ${them}. On a managed machine its users can read the policy, and so the key; what it is good for, and how to replace it, is in docs/deployment.md.`
}

function section(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}`
}

function bullets(entries: readonly string[]): string {
  return entries.map(entry => `- ${entry}`).join('\n')
}

function numbered(entries: readonly string[]): string {
  return entries.map((entry, index) => `${index + 1}. ${entry}`).join('\n')
}
