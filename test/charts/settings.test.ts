import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { manifestMakerSettings } from '@composer/manifest-maker'
import { operationsSettings } from '@composer/operations'
import type { SettingDefinition, SettingDefinitions } from '@composer/service-kit'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob'
import { composerApiSettings } from '../../services/composer-api/src/config.js'
import { workerApiSettings } from '../../services/worker-api/src/config.js'
import { describeWith } from '../programs.js'
import { makeHelm, only, type Chart, type Helm } from './helm.js'

const definitions: [Chart, SettingDefinitions][] = [
  ['composer-api', composerApiSettings],
  ['worker-api', workerApiSettings],
  ['shared', operationsSettings],
  ['manifest-maker', manifestMakerSettings],
]

/** A value that the chart's schema takes, and the text that the process must get for it. */
function sample(name: string, definition: SettingDefinition): [unknown, string] {
  switch (definition.type) {
    case 'boolean':
      return [!definition.default, String(!definition.default)]
    case 'integer': {
      const { min = 0, max = min + 5 } = definition
      return [Math.max(min, Math.min(max, 20_000)), String(Math.max(min, Math.min(max, 20_000)))]
    }
    case 'port':
      return [18_080, '18080']
    case 'choice': {
      const choice = definition.choices.at(-1) ?? ''
      return [choice, choice]
    }
    case 'list':
      return [['one', 'two'], 'one,two']
    case 'string':
    case 'url':
      return name === 'DISTRO_ALIASES'
        ? [{ el: 'rhel-9' }, 'el=rhel-9']
        : [`text of ${name}`, `text of ${name}`]
  }
}

describeWith('helm', 'the settings in the charts', (path) => {
  let helm: Helm
  beforeAll(() => {
    helm = makeHelm(path)
  })
  afterAll(() => helm.remove())

  const environment = (chart: Chart, values: object) => {
    const options = Object.entries(values).flatMap(([name, value]) => [
      '--set-json',
      `${name}=${JSON.stringify(value)}`,
    ])
    const objects = helm.template(chart, ...options)
    const pod =
      chart === 'shared'
        ? only<ICronJob>(objects, 'CronJob').spec?.jobTemplate.spec?.template.spec
        : only<IDeployment>(objects, 'Deployment').spec?.template.spec
    return Object.fromEntries(pod?.containers[0]?.env?.map(({ name, ...rest }) => [name, rest]) ?? [])
  }

  describe.each(definitions)('of %s', (chart, settings) => {
    it('can each be set, under its own name', () => {
      const samples = Object.entries(settings).map(
        ([name, definition]) => [name, ...sample(name, definition)] as const,
      )
      const values = {
        settings: Object.fromEntries(samples.map(([name, value]) => [name, value])),
        secretSettings: Object.hasOwn(settings, 'DATABASE_URL') ? { DATABASE_URL: null } : {},
      }
      expect(environment(chart, values)).toMatchObject(
        Object.fromEntries(samples.map(([name, , text]) => [name, { value: text }])),
      )
    })

    it('can each come from an existing secret', () => {
      const secretSettings = Object.fromEntries(
        Object.keys(settings).map((name) => [name, { secret: 'some', key: name }]),
      )
      expect(environment(chart, { secretSettings })).toMatchObject(
        Object.fromEntries(
          Object.keys(settings).map((name) => [
            name,
            { valueFrom: { secretKeyRef: { name: 'some', key: name } } },
          ]),
        ),
      )
    })

    it('are refused outside the limits that the process itself has', () => {
      const refused = (value: object) => () => environment(chart, { settings: value })
      if (Object.hasOwn(settings, 'DATABASE_URL')) {
        expect(refused({ DATABASE_POOL_MAX: 0 })).toThrow(/DATABASE_POOL_MAX/)
        expect(refused({ PGSSLMODE: 'sometimes' })).toThrow(/PGSSLMODE/)
      }
      expect(refused({ LOG_LEVEL: 3 })).toThrow(/LOG_LEVEL/)
    })
  })
})

describe('the configuration reference', () => {
  const text = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

  it.each(definitions)('names every setting of %s', (_, settings) => {
    const missing = Object.keys(settings).filter((name) => !text.includes(`| \`${name}\` `))
    expect(missing).toEqual([])
  })
})
