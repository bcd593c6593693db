import { stableUuid } from './stable-uuid.ts'
import { element, xmlText } from './xml.ts'

export interface Preference {
  hive: 'HKEY_LOCAL_MACHINE' | 'HKEY_CURRENT_USER'
  key: string
  name: string
  /** May hold variables of group policy preferences, such as %ComputerName%. */
  value: string
}

/** A registry item of Group Policy Preferences, to be pasted into the editor of a policy object. */
export function preferencesText({ hive, key, name, value }: Preference): string {
  const properties = element('Properties', {
    action: 'U',
    displayDecimal: '0',
    default: '0',
    hive,
    key,
    name,
    type: 'REG_SZ',
    value,
  })
  const item = element(
    'Registry',
    {
      clsid: '{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}',
      name,
      status: name,
      image: '7',
      uid: `{${stableUuid(`${hive}\\${key}\\${name}`)}}`,
    },
    [properties],
  )
  return xmlText(element('RegistrySettings', { clsid: '{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}' }, [item]))
}
