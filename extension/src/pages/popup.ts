import { pagesBrowser } from '../platform/pages.ts'
import { popupLayout } from './popup-layout.ts'
import { startScreen } from './start-screen.ts'
import { windowPorts } from './window-ports.ts'

startScreen({
  ...windowPorts(),
  layout: popupLayout,
  ask: pagesBrowser.ask,
  currentPage: pagesBrowser.currentPage,
})
