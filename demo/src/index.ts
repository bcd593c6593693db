export type { BrowserKind } from './browser/browser-places.ts'
export { type BrowserPorts, findBrowser } from './browser/find-browser.ts'
export {
  type LaunchOptions,
  launchSensorBrowser,
  type SensorBrowser,
} from './browser/launch-sensor-browser.ts'
export { type WaitOptions, waitUntilDelivered } from './browser/wait-until-delivered.ts'
export { type DemoSite, startDemoSite } from './site/start-demo-site.ts'
export { type CheckReport, type Comparison, compareWalk } from './walk/compare.ts'
export type { ExpectedEvent } from './walk/expected-event.ts'
export { expectedEvents, type WalkReport, walk } from './walk/walk.ts'
export type { WalkAction, WalkSite } from './walk/walk-action.ts'
