import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = import.meta.dirname
const root = join(here, '../..')

/** Builds the publishable package: ES modules with types, README, LICENSE and schemas. `npm pack` takes it from there. */
export function buildPackage(outDirectory: string): void {
  rmSync(outDirectory, { recursive: true, force: true })
  mkdirSync(outDirectory, { recursive: true })
  compile(join(outDirectory, 'src'))
  cpSync(join(here, 'schemas'), join(outDirectory, 'schemas'), { recursive: true })
  cpSync(join(here, 'README.md'), join(outDirectory, 'README.md'))
  cpSync(join(root, 'LICENSE'), join(outDirectory, 'LICENSE'))
  writeFileSync(join(outDirectory, 'package.json'), `${JSON.stringify(packageJson(), null, 2)}\n`)
}

function compile(outDirectory: string): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json')
  const { bin } = JSON.parse(readFileSync(compiler, 'utf8')) as { bin: { tsc: string } }
  const options = ['-p', join(here, 'tsconfig.build.json'), '--outDir', outDirectory]
  execFileSync(process.execPath, [join(dirname(compiler), bin.tsc), ...options], { stdio: 'inherit' })
  for (const path of globSync('**/*.d.ts', { cwd: outDirectory })) {
    const file = join(outDirectory, path)
    // The compiler rewrites imports in .js files only.
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(['"])(\.\.?\/[^'"\n]+)\.ts\1/g, '$1$2.js$1'))
  }
}

function packageJson(): object {
  const source = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')) as Record<string, unknown>
  const { name, version, description, license, type, dependencies } = source
  const entry = (path: string) => ({ types: `./src/${path}.d.ts`, default: `./src/${path}.js` })
  return {
    name,
    version,
    description,
    license,
    type,
    sideEffects: false,
    engines: { node: '>=22' },
    exports: {
      '.': entry('index'),
      './fixtures': entry('fixtures/index'),
      './schemas/*': './schemas/*',
      './package.json': './package.json',
    },
    dependencies,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outDirectory = join(here, 'dist')
  buildPackage(outDirectory)
  console.log(`built ${outDirectory}: \`npm pack\` there makes the package`)
}
