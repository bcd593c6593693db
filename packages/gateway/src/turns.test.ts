import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

/** Work that says when it begins and ends as told. */
function createWork() {
  const said: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const work = (name: string) => async () => {
    said.push(`${name} begins`)
    const gate = Promise.withResolvers<void>()
    gates.set(name, gate)
    await gate.promise
    said.push(`${name} ends`)
    return name
  }
  return { said, work, gates }
}

const settle = () => new Promise(resolve => setImmediate(resolve))

test('work with one key runs one after the other, other keys at the same time', async () => {
  const { said, work, gates } = createWork()
  const turns = createTurns()
  const results = [turns.run('a', work('a1')), turns.run('a', work('a2')), turns.run('b', work('b1'))]
  await settle()
  expect(said).toEqual(['a1 begins', 'b1 begins'])
  gates.get('a1')?.resolve()
  await settle()
  expect(said.slice(2)).toEqual(['a1 ends', 'a2 begins'])
  gates.get('a2')?.resolve()
  gates.get('b1')?.resolve()
  expect(await Promise.all(results)).toEqual(['a1', 'a2', 'b1'])
})

test('work that fails lets the next one run', async () => {
  const turns = createTurns()
  const failing = turns.run('a', () => Promise.reject(new Error('no')))
  const next = turns.run('a', () => Promise.resolve('yes'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
