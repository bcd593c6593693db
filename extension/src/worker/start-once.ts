/** Starts something at most once at a time; a start that failed is tried again by whoever comes next. */
export function startOnce<Started>(start: () => Promise<Started>): () => Promise<Started> {
  let starting: Promise<Started> | undefined
  return () => {
    starting ??= start().catch(error => {
      starting = undefined
      throw error
    })
    return starting
  }
}
