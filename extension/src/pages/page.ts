import { pagesBrowser } from '../platform/pages.ts'
import { pageLayout } from './page-layout.ts'
import { startScreen } from './start-screen.ts'
import { windowPorts } from './window-ports.ts'

startScreen({
  ...windowPorts(),
  layout: pageLayout,
  ask: pagesBrowser.ask,
  // The page stands for itself, not for another tab.
  currentPage: async () => undefined,
})
