/** How many events may come at once, and how many a second after that. */
export interface BucketLimit {
  perSecond: number
  burst: number
}

/** What is left of a limit, and since when. */
export interface Bucket {
  tokens: number
  atMs: number
}

/** What keeps a bucket, with the limit that counts for it. */
export interface LimitedBy {
  holder: { bucket?: Bucket }
  limit: BucketLimit
}

/** Takes one token of each bucket; of none where one is empty. New buckets are full. */
export function takeToken(limits: readonly LimitedBy[], nowMs: number): boolean {
  const buckets = limits.map(({ holder, limit }) => {
    holder.bucket = refilled(holder.bucket, limit, nowMs)
    return holder.bucket
  })
  if (buckets.some(bucket => bucket.tokens < 1)) return false
  for (const bucket of buckets) bucket.tokens -= 1
  return true
}

function refilled(bucket: Bucket | undefined, { perSecond, burst }: BucketLimit, nowMs: number): Bucket {
  if (bucket === undefined) return { tokens: burst, atMs: nowMs }
  // A clock that went back gives nothing for that time.
  const gained = (Math.max(0, nowMs - bucket.atMs) * perSecond) / 1000
  return { tokens: Math.min(burst, bucket.tokens + gained), atMs: nowMs }
}
