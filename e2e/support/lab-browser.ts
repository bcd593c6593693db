export { type LabBrowser, launchLabBrowser } from '@weaklayer/faults/laboratory'
