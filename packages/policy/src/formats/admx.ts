import type { AdmxField, AdmxPolicy } from './admx-model.ts'
import { element, type XmlElement, xmlText } from './xml.ts'

export interface AdmxTemplate {
  /** Part of its namespace, such as chrome. */
  name: string
  title: string
  policies: readonly AdmxPolicy[]
}

const schemaNamespaces = {
  'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  revision: '1.0',
  schemaVersion: '1.0',
  xmlns: 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions',
}

const category = 'Cat_Weaklayer'

/** The template of the group policy editor: which policies there are, and where their values go. */
export function admxText({ name, policies }: AdmxTemplate): string {
  const target = element('target', { prefix: 'weaklayer', namespace: `Weaklayer.Policies.${name}` })
  const using = element('using', { prefix: 'windows', namespace: 'Microsoft.Policies.Windows' })
  return xmlText(
    element('policyDefinitions', schemaNamespaces, [
      element('policyNamespaces', {}, [target, using]),
      element('resources', { minRequiredRevision: '1.0' }),
      element('categories', {}, [
        element('category', { name: category, displayName: `$(string.${category})` }),
      ]),
      element('policies', {}, policies.map(policyElement)),
    ]),
  )
}

function policyElement({ id, fields }: AdmxPolicy): XmlElement {
  const [first] = fields
  const alone = fields.length === 1 && first?.kind === 'boolean' ? first : undefined
  const key = alone?.key ?? first?.key ?? ''
  const attributes = {
    name: id,
    class: 'Machine',
    displayName: `$(string.${id})`,
    explainText: `$(string.${id}_Explain)`,
    ...(alone === undefined ? { presentation: `$(presentation.${id})` } : {}),
    key,
    ...(alone?.valueName === undefined ? {} : { valueName: alone.valueName }),
  }
  const values =
    alone === undefined
      ? [element('elements', {}, fields.map(fieldElement))]
      : [element('enabledValue', {}, [decimal(1)]), element('disabledValue', {}, [decimal(0)])]
  return element('policy', attributes, [
    element('parentCategory', { ref: category }),
    element('supportedOn', { ref: 'windows:SUPPORTED_Windows7' }),
    ...values,
  ])
}

function fieldElement(field: AdmxField): XmlElement {
  const { id, key, valueName = '' } = field
  const attributes = { id, key, valueName }
  const required: Record<string, string> = field.required ? { required: 'true' } : {}
  switch (field.kind) {
    case 'text':
      return element('text', { ...attributes, ...required, maxLength: String(field.maxLength) })
    case 'number': {
      const range = { minValue: String(field.least), maxValue: String(field.most) }
      return element('decimal', { ...attributes, ...required, ...range })
    }
    case 'boolean': {
      const values = [element('trueValue', {}, [decimal(1)]), element('falseValue', {}, [decimal(0)])]
      return element('boolean', attributes, values)
    }
    case 'choice':
      return element(
        'enum',
        { ...attributes, ...required },
        field.options.map(option => optionElement(id, option)),
      )
    case 'list':
      // An empty prefix names the values 1, 2, 3.
      return element('list', { id, key, valuePrefix: '' })
    case 'json':
      return element('multiText', { ...attributes, ...required, maxLength: '65536' })
  }
}

function optionElement(id: string, option: string): XmlElement {
  const value = element('value', {}, [element('string', {}, option)])
  return element('item', { displayName: `$(string.${id}_${option})` }, [value])
}

function decimal(value: number): XmlElement {
  return element('decimal', { value: String(value) })
}

/** The texts of a template in English: names, explanations, and how its fields are shown. */
export function admlText({ title, policies }: AdmxTemplate): string {
  const strings = [text(category, title), ...policies.flatMap(policyStrings)]
  const presentations = policies.filter(needsPresentation).map(presentation)
  return xmlText(
    element('policyDefinitionResources', schemaNamespaces, [
      element('displayName', {}, title),
      element('description', {}, 'Configuration of the Weaklayer sensor'),
      element('resources', {}, [
        element('stringTable', {}, strings),
        element('presentationTable', {}, presentations),
      ]),
    ]),
  )
}

function needsPresentation({ fields }: AdmxPolicy): boolean {
  return !(fields.length === 1 && fields[0]?.kind === 'boolean')
}

function policyStrings({ id, title, explanation, fields }: AdmxPolicy): XmlElement[] {
  const options = fields.flatMap(field =>
    field.kind === 'choice' ? field.options.map(option => text(`${field.id}_${option}`, option)) : [],
  )
  return [text(id, title), text(`${id}_Explain`, explanation), ...options]
}

function text(id: string, content: string): XmlElement {
  return element('string', { id }, content)
}

function presentation({ id, fields }: AdmxPolicy): XmlElement {
  return element('presentation', { id }, fields.map(control))
}

function control(field: AdmxField): XmlElement {
  const { id, title } = field
  switch (field.kind) {
    case 'text': {
      const preset = field.preset === undefined ? [] : [element('defaultValue', {}, field.preset)]
      return element('textBox', { refId: id }, [element('label', {}, title), ...preset])
    }
    case 'number': {
      const preset = field.preset === undefined ? {} : { defaultValue: String(field.preset) }
      return element('decimalTextBox', { refId: id, ...preset }, title)
    }
    case 'boolean':
      return element('checkBox', { refId: id }, title)
    case 'choice':
      return element('dropdownList', { refId: id, noSort: 'true' }, title)
    case 'list':
      return element('listBox', { refId: id }, title)
    case 'json':
      return element('multiTextBox', { refId: id, defaultHeight: '12' }, title)
  }
}
