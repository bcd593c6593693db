export { type LabBrowser, launchLabBrowser, launchLabFirefox } from '@weaklayer/faults/laboratory'
