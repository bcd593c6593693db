import { followStore, letOthersFirst } from '@weaklayer/review'

/** Keeps a store of a gateway's events until its channel closes: `node follow-process.ts EVENTS STORE`. */
const [source = '', directory = ''] = process.argv.slice(2)
const controller = new AbortController()
process.once('disconnect', () => controller.abort())
letOthersFirst()
await followStore(source, directory, {
  signal: controller.signal,
  onCaughtUp: () => process.send?.('caught up'),
})
