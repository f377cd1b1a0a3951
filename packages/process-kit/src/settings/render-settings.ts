import type { SettingDefinition, SettingDefinitions } from './define-settings.js'

/** Renders settings as a Markdown table, for the configuration reference. */
export function renderSettings(definitions: SettingDefinitions): string {
  const rows = Object.entries(definitions).map(
    ([name, definition]) =>
      `| \`${name}\` | ${kind(definition)} | ${defaultOf(definition)} | ${definition.doc} |`,
  )
  return ['| setting | type | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function kind(definition: SettingDefinition): string {
  const secret = definition.secret ? ', secret' : ''
  switch (definition.type) {
    case 'choice':
      return definition.choices.map((choice) => `\`${choice}\``).join(', ') + secret
    case 'integer': {
      const { min = 0, max } = definition
      return `integer ${max === undefined ? `≥ ${min}` : `${min} – ${max}`}${secret}`
    }
    case 'port':
      return `port or socket path${secret}`
    case 'string':
    case 'url':
    case 'boolean':
    case 'list':
      return definition.type + secret
  }
}

function defaultOf(definition: SettingDefinition): string {
  if (definition.required) return '**required**'
  const text = String(definition.default ?? '')
  return text === '' ? '–' : `\`${text}\``
}
