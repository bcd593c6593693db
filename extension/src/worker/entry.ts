import './without-eval.ts'
import { chooseJournal } from '../delivery/choose-journal.ts'
import { alarms, onAlarm } from '../platform/alarms.ts'
import { browserFacts } from '../platform/browser-facts.ts'
import { fetchTransport } from '../platform/fetch-transport.ts'
import { onFramePort } from '../platform/frame-ports.ts'
import { frames } from '../platform/frames.ts'
import { createIndexedDbJournal } from '../platform/indexed-db-journal.ts'
import { onInstalled, onOnline, onStart, onTabClosed, onUpdateAvailable, reload } from '../platform/life.ts'
import { onManagedChanged, readManaged } from '../platform/managed-storage.ts'
import { becomeOnlyWorker } from '../platform/only-worker.ts'
import { onPageMessage } from '../platform/page-messages.ts'
import { requestErrors } from '../platform/request-errors.ts'
import { localArea, sessionArea } from '../platform/storage-areas.ts'
import { gzip, systemClock, systemRandom } from '../platform/system.ts'
import { createSensor } from './sensor.ts'

const sensor = createSensor({
  journal: chooseJournal(createIndexedDbJournal, 'weaklayer'),
  transport: fetchTransport,
  clock: systemClock,
  random: systemRandom,
  gzip,
  session: sessionArea,
  local: localArea,
  alarms,
  requestErrors,
  readManaged,
  browserFacts,
  development: DEVELOPMENT_POLICY,
  version: VERSION,
  becomeOnlyWorker,
  frames,
  reload,
})

// Every listener at once: the browser wakes a stopped worker only for those that it registered synchronously.
onFramePort({ message: (port, message) => sensor.takeMessage(port, message) })
onPageMessage(message => sensor.answerPage(message))
onAlarm(name => void sensor.alarm(name))
onManagedChanged(() => void sensor.managedChanged())
onTabClosed(browserTab => void sensor.tabClosed(browserTab))
onOnline(() => sensor.online())
onInstalled(() => void sensor.installed())
onUpdateAvailable(() => void sensor.updateAvailable())
// That it runs is what counts: it starts the worker.
onStart(() => undefined)

void sensor.start()
