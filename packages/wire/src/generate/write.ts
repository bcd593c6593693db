import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { generatedFiles, placeOf } from './generated-files.ts'

const files = generatedFiles()
rmSync(placeOf('packages/wire/schemas'), { recursive: true, force: true })
for (const [path, text] of files) {
  mkdirSync(new URL('.', placeOf(path)), { recursive: true })
  writeFileSync(placeOf(path), text)
}
console.log(`generated ${files.size} files: packages/wire/schemas, docs/events.md, tables in docs/wire.md`)
