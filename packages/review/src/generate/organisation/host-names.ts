import { seededRandom, seedOf } from '../seeded-random.ts'

const begins =
  'al ba bel bor cal cor dan del dor el fal fen gar gol hal har ild jor kal kel lan lor mar mel mon nor ol or pal per quin ral ren sal sel tal tor ul val ver vin wen yar zel'.split(
    ' ',
  )
const middles = 'a e i o u an en in or ar is'.split(' ')
const ends =
  'bo da dell do fax gan ger lis lo ma mex mo na nic no ra ria ron sa son ta tec ter tis to va vex via xa zo'.split(
    ' ',
  )
const trades =
  'shop hub media tech works blog online direct news travel foto sport garden books music parts labs market care home'.split(
    ' ',
  )
const endings = [
  ...Array<string>(12).fill('com'),
  ...'org org net net de de de fr nl io io eu info at ch it co.uk co.uk com.br com.au dev app github.io'.split(
    ' ',
  ),
]
const prefixes = ['www.', 'www.', 'www.', 'www.', '', '', 'shop.', 'blog.', 'm.', 'app.', 'my.']

/** A made-up word that sounds like a brand. */
export function brandName(seed: number, index: number, short = false): string {
  const random = seededRandom(seedOf(seed, 'brand', index))
  const long = random.below(3) === 0 && !short ? random.pick(middles) + random.pick(ends) : ''
  return random.pick(begins) + random.pick(middles) + random.pick(ends) + long
}

/** The host of any number, for as many hosts as one likes: the same number is the same host. */
export function hostName(seed: number, index: number): string {
  const random = seededRandom(seedOf(seed, 'host', index))
  const trade = random.below(5) < 2 ? random.pick(['', '-']) + random.pick(trades) : ''
  return `${random.pick(prefixes)}${brandName(seed, index)}${trade}.${random.pick(endings)}`
}
