import type { Json } from '../json.ts'
import { element, xmlText } from './xml.ts'

/** A policy of the settings catalog that holds one list, as Intune exports and imports it. */
export interface CatalogList {
  name: string
  description: string
  /** Id of the setting; its list is a child with `listSuffix` behind it. */
  setting: string
  listSuffix: string
  entries: readonly string[]
}

const graph = '#microsoft.graph.'

export function settingsCatalog({ name, description, setting, listSuffix, entries }: CatalogList): Json {
  const list = {
    '@odata.type': `${graph}deviceManagementConfigurationSimpleSettingCollectionInstance`,
    settingDefinitionId: `${setting}${listSuffix}`,
    simpleSettingCollectionValue: entries.map(value => ({
      '@odata.type': `${graph}deviceManagementConfigurationStringSettingValue`,
      value,
    })),
  }
  const choice = {
    '@odata.type': `${graph}deviceManagementConfigurationChoiceSettingInstance`,
    settingDefinitionId: setting,
    choiceSettingValue: {
      '@odata.type': `${graph}deviceManagementConfigurationChoiceSettingValue`,
      value: `${setting}_1`,
      children: [list],
    },
  }
  return {
    '@odata.type': `${graph}deviceManagementConfigurationPolicy`,
    name,
    description,
    platforms: 'windows10',
    technologies: 'mdm',
    roleScopeTagIds: ['0'],
    settings: [
      { '@odata.type': `${graph}deviceManagementConfigurationSetting`, id: '0', settingInstance: choice },
    ],
  }
}

export interface OmaSetting {
  title: string
  uri: string
  value: string
}

/** A custom configuration of Windows: values by OMA-URI. */
export function customConfiguration(title: string, settings: readonly OmaSetting[]): Json {
  return {
    '@odata.type': `${graph}windows10CustomConfiguration`,
    displayName: title,
    omaSettings: settings.map(({ title: displayName, uri, value }) => ({
      '@odata.type': `${graph}omaSettingString`,
      displayName,
      omaUri: uri,
      value,
    })),
  }
}

/** The value of a policy of an ingested template: it is on, and its field holds this text. */
export function enabledPolicy(field: string, value: string): string {
  const body = [element('enabled'), element('data', { id: field, value })]
  return body.map(node => xmlText(node).split('\n').slice(1).join('').trim()).join('')
}
