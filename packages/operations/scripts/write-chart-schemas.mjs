// Writes charts/*/values.schema.json: what the charts have by themselves, and the settings from the code that reads
// them. Part of `npm run generate`.
import { writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { makerValues, serviceValues, sharedValues, withSettings, workerValues } from './chart-values.mjs'
import { settingsOfEach } from './settings-of-each.mjs'

const valuesOf = {
  'composer-api': serviceValues,
  'worker-api': workerValues,
  shared: sharedValues,
  'manifest-maker': makerValues,
}

for (const [chart, settings] of Object.entries(settingsOfEach)) {
  const file = new URL(`../../../charts/${chart}/values.schema.json`, import.meta.url)
  const style = await resolveConfig(file)
  const text = JSON.stringify(withSettings(valuesOf[chart], settings))
  writeFileSync(file, await format(text, { ...style, parser: 'json' }))
}
