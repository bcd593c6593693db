import { brandName } from '../organisation/host-names.ts'
import type { CasePlan } from './case-plan.ts'

/** A host that looks like one of the company, of its identity provider or of a service; `typo`: as somebody mistypes it. */
export function lookAlikeOf(all: CasePlan, typo: boolean): string {
  const { organisation, random } = all
  const number = all.newHosts++
  const { brand } = organisation
  const service = random.pick(organisation.services)
  const name = brandName(organisation.seed, 9_000_000 + number)
  if (typo)
    return service.replace(
      /\.([a-z]+)\.(\w+)$/,
      (_, word: string, ending) => `.${mistyped(word, number)}.${ending}`,
    )
  const made = [
    `${brand}-login${number % 7}.com`,
    `login.microsoftonline.com.${name}-id.net`,
    `${mistyped(brand, number)}.com`,
    `sso-${brand}.${name}.online`,
    `www.${brand}-support.info`,
    `login.micros0ft-${name}.com`,
    `${service.split('.')[1]}-docs.${name}.app`,
  ]
  return made[number % made.length] as string
}

/** One letter is missing, doubled, or changed places. */
function mistyped(word: string, number: number): string {
  const at = 1 + (number % (word.length - 2))
  const letter = word[at] as string
  if (number % 3 === 0) return word.slice(0, at) + word.slice(at + 1)
  if (number % 3 === 1) return word.slice(0, at) + letter + word.slice(at)
  const swapped = `${word.slice(0, at)}${word[at + 1]}${letter}${word.slice(at + 2)}`
  return swapped === word ? `${word}${letter}` : swapped
}
