import { makeInstallKey } from '@weaklayer/wire'
import fc from 'fast-check'
import type { PolicyModel } from '../model/policy-model.ts'
import { hostileLabel, hostileSettings, keyEnds } from './hostile-settings.ts'
import { sampleModel } from './sample-input.ts'

const key = await makeInstallKey()

/** Models of administrators who write odd things. */
export const hostileModel: fc.Arbitrary<PolicyModel> = fc
  .record({ settings: hostileSettings, label: hostileLabel, notAfter: keyEnds })
  .map(({ settings, label, notAfter }) => {
    const installKey = notAfter === undefined ? key : { ...key, notAfter }
    return sampleModel({ settings, label, installKey, fill: [] })
  })

/** The text of a file that a target writes. */
export function fileText(
  target: { files(model: PolicyModel): { path: string; text: string }[] },
  path: string,
  model: PolicyModel,
): string {
  const file = target.files(model).find(one => one.path === path)
  if (file === undefined) throw new Error(`there is no file ${path}`)
  return file.text
}
