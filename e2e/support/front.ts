export { type Front, startFront } from '@weaklayer/faults/laboratory'
