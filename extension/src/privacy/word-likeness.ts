/** The pairs of letters that most of the text of European languages is made of. */
const common = new Set(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ' +
    'ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ' +
    'ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ' +
    'ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke oo av ag ap gr od bo sp do uc bu ei ov by tt oc ' +
    'fa cu sc gi da cl ga qu ue ba va um up go ck ew ki my ph eu ui nn au ho ka'
  ).split(' '),
)

/** Fewer pairs tell nothing. */
const fewestPairs = 7
const manyPairs = 12

/**
 * Whether the neighbours in a text are too unlike those in words. Of random letters about 0.25 are like them, mixed
 * with digits and capitals fewer, of words in most languages 0.6 and more.
 */
export function isUnlikeWords(pieces: readonly string[]): boolean {
  // Other scripts are not known here; what machines make is Latin.
  const pairs = pieces.flatMap(pairsOf).filter(pair => /^[\dA-Za-z]{2}$/.test(pair) && !/\d\d/.test(pair))
  if (pairs.length < fewestPairs) return false
  return pairs.filter(isCommon).length / pairs.length < leastShare(pieces.join(''), pairs.length)
}

/** The more there is to tell from, and the more kinds of characters are mixed, the more must be like words. */
function leastShare(text: string, pairs: number): number {
  if (/[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)) return 0.6
  return pairs < manyPairs ? 0.42 : 0.5
}

function pairsOf(piece: string): string[] {
  return Array.from({ length: Math.max(0, piece.length - 1) }, (_, index) => piece.slice(index, index + 2))
}

/** A capital after a small letter starts another word at best. */
function isCommon(pair: string): boolean {
  return !/[a-z][A-Z]/.test(pair) && common.has(pair.toLowerCase())
}
