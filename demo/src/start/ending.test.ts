import { expect, test } from 'vitest'
import { createEnding } from './ending.ts'

function part(name: string, log: string[], problem?: Error) {
  return {
    async close() {
      log.push(`close ${name}`)
      if (problem) throw problem
    },
    kill: () => log.push(`kill ${name}`),
  }
}

test('closes in reverse order, and only once', async () => {
  const log: string[] = []
  const ending = createEnding()
  ending.add(part('gateway', log))
  ending.add(part('browser', log))

  await Promise.all([ending.close(), ending.close()])

  expect(log).toEqual(['close browser', 'close gateway'])
})

test('closes the others when one cannot be closed, and says so', async () => {
  const log: string[] = []
  const ending = createEnding()
  ending.add(part('gateway', log))
  ending.add(part('browser', log, new Error('stuck')))

  await expect(ending.close()).rejects.toThrow('not everything could be closed')
  expect(log).toEqual(['close browser', 'close gateway'])
})

test('kills what has not been closed yet', async () => {
  const log: string[] = []
  const ending = createEnding()
  ending.add(part('gateway', log))
  ending.add({ close: () => Promise.resolve() })

  await ending.kill()

  expect(log).toEqual(['kill gateway'])
})
