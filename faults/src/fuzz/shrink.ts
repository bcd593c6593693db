/** Most tries: an input that is not the smallest is of use too. */
const mostTries = 400

/** Takes pieces away, large ones first, as long as the rest still fails. */
export async function shrink(input: Buffer, fails: (input: Buffer) => Promise<boolean>): Promise<Buffer> {
  let smallest = input
  let tries = 0
  for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < smallest.length && tries < mostTries; ) {
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + size)])
      tries++
      if (await fails(shorter)) smallest = shorter
      else at += size
    }
  }
  return smallest
}
