import './without-eval.ts'
import { chooseJournal } from '../delivery/choose-journal.ts'
import { alarms, onAlarm } from '../platform/alarms.ts'
import { browserFacts } from '../platform/browser-facts.ts'
import { fetchTransport } from '../platform/fetch-transport.ts'
import { onFramePort } from '../platform/frame-ports.ts'
import { createIndexedDbJournal } from '../platform/indexed-db-journal.ts'
import { onOnline, onStart, onTabClosed } from '../platform/life.ts'
import { onManagedChanged, readManaged } from '../platform/managed-storage.ts'
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
})

// Every listener at once: the browser wakes a stopped worker only for those that it registered synchronously.
onFramePort({ message: (port, message) => sensor.takeMessage(port, message) })
onPageMessage(message => sensor.answerPage(message))
onAlarm(name => void sensor.alarm(name))
onManagedChanged(() => void sensor.managedChanged())
onTabClosed(browserTab => void sensor.tabClosed(browserTab))
onOnline(() => sensor.online())
// That they run is what counts: it starts the worker.
onStart(() => undefined)

void sensor.start()
