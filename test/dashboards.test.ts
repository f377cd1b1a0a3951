import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createComposerApi } from '@composer/composer-api'
import type { RunningService } from '@composer/service-kit'
import { createTestDatabase, serviceEnvironment, type TestDatabase } from '@composer/testkit'
import { createWorkerApi } from '@composer/worker-api'
import { parse, stringify } from 'yaml'
import { startLoad } from './load/run-load.js'
import { describeWith, run } from './programs.js'

interface Dashboard {
  title: string
  panels: { title: string; targets?: { refId: string; expr: string }[] }[]
  templating: { list: { name: string; type: string; query: string | { query: string } }[] }
}
interface RuleFile {
  groups: { rules: { alert?: string; record?: string; labels?: { slo?: string }; expr: string }[] }[]
}

const files = new URL('../charts/shared/files/', import.meta.url)
const dashboards = readdirSync(new URL('dashboards/', files)).map(
  (name) => JSON.parse(readFileSync(new URL(`dashboards/${name}`, files), 'utf8')) as Dashboard,
)
const rules = (parse(readFileSync(new URL('alerts.yml', files), 'utf8')) as RuleFile).groups.flatMap(
  ({ rules }) => rules,
)
const recorded = rules.flatMap(({ record }) => record ?? [])
/** What Prometheus itself knows of a target. */
const ofPrometheus = new Set(['up', ...recorded])

const queries: [string, string][] = [
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      (panel.targets ?? []).map(({ refId, expr }): [string, string] => [
        `${title} / ${panel.title} ${refId}`,
        expr,
      ]),
    ),
  ),
  ...dashboards.flatMap(({ title, templating }) =>
    templating.list.flatMap(({ name, query }): [string, string][] =>
      typeof query === 'object' ? [[`${title} / $${name}`, query.query]] : [],
    ),
  ),
  ...rules.map(({ alert, record, labels, expr }): [string, string] => [
    alert ?? `${record} of ${labels?.slo}`,
    expr,
  ]),
]

interface Exposed {
  type: string
  labels: Set<string>
  /** `le` of a histogram. */
  bounds: Set<string>
}

/** The metrics of a text exposition, by the names that a query uses. */
function readExposition(text: string): Map<string, Exposed> {
  const metrics = new Map<string, Exposed>()
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const names =
      type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => `${name}${end}`) : [`${name}`]
    for (const each of names) metrics.set(each, { type: type ?? '', labels: new Set(), bounds: new Set() })
  }
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)\{(.*)\} \S+$/gm)) {
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      metrics.get(name)?.labels.add(label)
      if (label === 'le') metrics.get(name)?.bounds.add(value)
    }
  }
  return metrics
}

interface Selector {
  metric: string
  labels: { name: string; value: string }[]
}

const words = new Set([
  'and',
  'or',
  'unless',
  'by',
  'on',
  'without',
  'ignoring',
  'offset',
  'bool',
  'group_left',
])

/** The metrics that a query selects, with their label matchers. */
function selectorsOf(query: string): Selector[] {
  const labelValues = /^label_values\((\w+), (\w+)\)$/.exec(query)
  if (labelValues)
    return [{ metric: labelValues[1] ?? '', labels: [{ name: labelValues[2] ?? '', value: '' }] }]
  const plain = query
    .replaceAll(/\b(by|on|without|ignoring) *\([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\boffset \w+/g, ' ')
  const found = plain.matchAll(/(?<![\w.])([a-zA-Z_][\w:]*)\s*(\{([^}]*)\})?(\s*\()?/g)
  return [...found]
    .filter(([, word = '', , , call]) => call === undefined && !words.has(word))
    .map(([, metric = '', , matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(([, name = '', value = '']) => ({
        name,
        value,
      })),
    }))
}

describe('the reading of queries', () => {
  it('finds metrics and their labels, and no functions', () => {
    const query =
      'sum by (type) (rate(a_total{code=~"5..",tenant="x"}[5m] offset 1d)) / (b or vector(0)) > 2 * max(c:d)'
    expect(selectorsOf(query)).toEqual([
      {
        metric: 'a_total',
        labels: [
          { name: 'code', value: '5..' },
          { name: 'tenant', value: 'x' },
        ],
      },
      { metric: 'b', labels: [] },
      { metric: 'c:d', labels: [] },
    ])
  })
})

describeWith('promtool', 'the queries of the dashboards', (promtool) => {
  it('are understood by Prometheus', () => {
    const folder = mkdtempSync(join(tmpdir(), 'queries-'))
    const file = join(folder, 'rules.yml')
    const plain = (query: string) => query.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '1')
    const exprs = dashboards.flatMap(({ panels }) =>
      panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    )
    const group = {
      name: 'queries',
      rules: exprs.map((expr, at) => ({ record: `query_${at}`, expr: plain(expr) })),
    }
    writeFileSync(file, stringify({ groups: [group] }))
    expect(run(promtool, ['check', 'rules', file])).toContain(`${exprs.length} rules found`)
    rmSync(folder, { recursive: true })
  })
})

describe('dashboards and alert rules', () => {
  let database: TestDatabase
  let services: RunningService[] = []
  let exposed: Map<string, Exposed>

  beforeAll(async () => {
    database = await createTestDatabase()
    // The load's workers make the manifests, too.
    const environment = { ...serviceEnvironment(database.url), MANIFESTS: 'workers' }
    services = [await createComposerApi(environment), await createWorkerApi(environment)]
    const [composer, worker] = services
    const { composes } = await startLoad({
      composerUrl: `${composer?.publicUrl}/api/image-builder-composer/v2`,
      workerUrl: `${worker?.publicUrl}/api/image-builder-worker/v1`,
      users: 1,
      workers: 1,
      seconds: 60,
      drainSeconds: 60,
      maxComposes: 1,
      pollMs: 50,
      workMs: 0,
      distribution: 'centos-9',
    }).done
    expect(composes.success).toBe(1)
    const scrape = async (service: RunningService) => (await fetch(`${service.internalUrl}/metrics`)).text()
    exposed = readExposition((await Promise.all(services.map(scrape))).join('\n'))
  })
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()))
    await database.drop()
  })

  it.each(queries)('%s only asks for metrics that the services expose', (_, query) => {
    const selectors = selectorsOf(query)
    expect(selectors).not.toEqual([])
    expect(
      selectors.map(({ metric }) => metric).filter((name) => !exposed.has(name) && !ofPrometheus.has(name)),
    ).toEqual([])
  })

  it.each(queries)('%s only selects by labels that the metrics have', (_, query) => {
    const wrong = selectorsOf(query).flatMap(({ metric, labels }) => {
      const known = exposed.get(metric)?.labels ?? new Set()
      // A metric without a sample yet shows no labels.
      return known.size === 0 ? [] : labels.filter(({ name }) => name !== 'job' && !known.has(name))
    })
    expect(wrong).toEqual([])
  })

  it('only compare with boundaries that the histograms have', () => {
    const target = dashboards
      .flatMap(({ templating }) => templating.list)
      .find(({ name }) => name === 'target')
    const boundsToChoose = typeof target?.query === 'string' ? target.query.split(',') : []
    const bounds = queries.flatMap(([, query]) =>
      selectorsOf(query).flatMap(({ metric, labels }) =>
        labels
          .filter(({ name }) => name === 'le')
          .flatMap(({ value }) => (value === '$target' ? boundsToChoose : [value]))
          .map((bound) => ({ metric, bound })),
      ),
    )
    expect(bounds.length).toBeGreaterThan(6)
    expect(bounds.filter(({ metric, bound }) => exposed.get(metric)?.bounds.has(bound) !== true)).toEqual([])
  })
})
