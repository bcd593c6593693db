import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PolicyFile } from '../model/policy-model.ts'
import { bytesOf } from '../write-policy-files.ts'

const multiText = 7
const plainText = 1
const dword = 4

/** What a .reg file does, by another program: values by key and name, and what it deletes first. */
export interface RegistryContent {
  keys: Record<string, Record<string, string | number | string[]>>
  removed: string[]
  cleared: [key: string, name: string][]
}

interface Raw extends Omit<RegistryContent, 'keys'> {
  keys: Record<string, Record<string, [type: number, hex: string]>>
}

/** Reads .reg files by Perl's Win::Hivex, as virtual machine tools do; one process for all of them. */
export function openRegistryReader() {
  const directory = mkdtempSync(join(tmpdir(), 'weaklayer-reg-'))
  const program = fileURLToPath(new URL('read-reg.pl', import.meta.url))
  const child = spawn('perl', [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const path = join(directory, 'file.reg')
  return {
    async read(file: PolicyFile): Promise<RegistryContent> {
      writeFileSync(path, bytesOf(file))
      child.stdin.write(`${path}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error('the reader of .reg files ended')
      const raw = JSON.parse(value) as Raw
      return { ...raw, keys: mapValues(raw.keys, values => mapValues(values, decoded)) }
    },
    close() {
      child.stdin.end()
      rmSync(directory, { recursive: true })
    },
  }
}

function mapValues<From, To>(object: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
}

function decoded([type, hex]: [type: number, hex: string]): string | number | string[] {
  const bytes = Buffer.from(hex, 'hex')
  if (type === dword) return bytes.readUInt32LE()
  const text = bytes.toString('utf16le')
  if (type === plainText && text.endsWith('\0')) return text.slice(0, -1)
  if (type === multiText && text.endsWith('\0\0')) return text.slice(0, -2).split('\0')
  throw new Error(`a value of type ${type}, or without its end`)
}
