export {
  type LabBrowser,
  type LabFirefox,
  launchLabBrowser,
  launchLabFirefox,
} from '@weaklayer/faults/laboratory'
