import { expect, test } from 'vitest'
import { sideBySide } from './side-by-side.ts'

function recorded() {
  const said: string[] = []
  const duck = { shareThreads: async (works: number) => void said.push(`shared by ${works}`) }
  const work = (name: string, { ends, fails = false }: { ends: Promise<void>; fails?: boolean }) => {
    return async () => {
      said.push(`${name} begins`)
      await ends
      said.push(`${name} ends`)
      if (fails) throw new Error(name)
    }
  }
  return { said, duck, work }
}

test.each([false, true])(
  'both share the threads, and who is left has all of them beside a third (one fails: %s)',
  async fails => {
    const { said, duck, work } = recorded()
    const late = Promise.withResolvers<void>()
    const all = sideBySide(
      duck,
      [work('long', { ends: late.promise }), work('short', { ends: Promise.resolve(), fails })],
      work('third', { ends: Promise.resolve() }),
    )
    await new Promise(resolve => setImmediate(resolve))
    const begun = ['shared by 2', 'long begins', 'short begins', 'short ends']
    expect(said).toEqual([...begun, 'third begins', 'shared by 1', 'third ends'])
    late.resolve()
    expect((await all).map(({ status }) => status)).toEqual([
      'fulfilled',
      fails ? 'rejected' : 'fulfilled',
      'fulfilled',
    ])
    expect(said.at(-1)).toBe('long ends')
  },
)
