export { startTestSite, type TestSite } from '@weaklayer/faults/laboratory'
