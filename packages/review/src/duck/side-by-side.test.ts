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
  'both share the threads, and who is left has all of them (one fails: %s)',
  async fails => {
    const { said, duck, work } = recorded()
    const late = Promise.withResolvers<void>()
    const both = sideBySide(duck, [
      work('long', { ends: late.promise }),
      work('short', { ends: Promise.resolve(), fails }),
    ])
    await new Promise(resolve => setImmediate(resolve))
    expect(said).toEqual(['shared by 2', 'long begins', 'short begins', 'short ends', 'shared by 1'])
    late.resolve()
    expect((await both).map(({ status }) => status)).toEqual(['fulfilled', fails ? 'rejected' : 'fulfilled'])
    expect(said.at(-1)).toBe('long ends')
  },
)
