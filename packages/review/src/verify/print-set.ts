/** Remembers whole numbers from 1 to 2^53 - 1 that are spread evenly, in 11 to 22 bytes each. */
export interface PrintSet {
  /** False when it was there already. */
  add(print: number): boolean
}

const firstPlaces = 64
/** A place is tried after the other; with more of them taken the runs would grow long. */
const mostTaken = 0.75

export function createPrintSet(): PrintSet {
  let places = new Float64Array(firstPlaces)
  let taken = 0
  return {
    add(print) {
      if (!put(places, print)) return false
      taken++
      if (taken > places.length * mostTaken) places = larger(places)
      return true
    },
  }
}

function larger(places: Float64Array): Float64Array<ArrayBuffer> {
  const made = new Float64Array(places.length * 2)
  for (const print of places) if (print !== 0) put(made, print)
  return made
}

function put(places: Float64Array, print: number): boolean {
  let place = print % places.length
  for (let found = places[place]; found !== 0; found = places[place]) {
    if (found === print) return false
    place = place + 1 === places.length ? 0 : place + 1
  }
  places[place] = print
  return true
}
