import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { describeWith, run } from '../programs.js'

interface Rule {
  alert?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}
interface RuleFile {
  groups: { rules: Rule[] }[]
}
interface RuleTests {
  tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[]
}

const root = new URL('../../', import.meta.url)
const rules = 'charts/shared/files/alerts.yml'
const tests = ['test/alerts/hours.test.yml', 'test/alerts/days.test.yml']
const read = (path: string): unknown => parse(readFileSync(new URL(path, root), 'utf8'))

const alerts = (read(rules) as RuleFile).groups
  .flatMap((group) => group.rules)
  .filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined)
const tested = tests
  .flatMap((path) => (read(path) as RuleTests).tests)
  .flatMap((each) => each.alert_rule_test)

describe('every alert', () => {
  it.each(alerts)(
    '$alert says how urgent it is and points to a runbook that exists',
    ({ labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels?.['severity'])
      expect(annotations?.['summary']).toBeTruthy()
      const runbook = annotations?.['runbook'] ?? 'none'
      expect(existsSync(new URL(runbook, root))).toBe(true)
    },
  )

  it.each(alerts)('$alert is named in its runbook', ({ alert, annotations }) => {
    expect(readFileSync(new URL(annotations?.['runbook'] ?? 'none', root), 'utf8')).toContain(alert)
  })

  it.each(alerts)('$alert has a unit test in which it fires', ({ alert }) => {
    const fires = tested.filter((each) => each.alertname === alert && each.exp_alerts.length > 0)
    expect(fires).not.toEqual([])
  })
})

describeWith('promtool', 'the alert rules', (promtool) => {
  const cwd = root.pathname

  it('are rules that Prometheus loads', () => {
    expect(run(promtool, ['check', 'rules', '--lint-fatal', rules], { cwd })).toContain('SUCCESS')
  })

  it.each(tests)('pass their unit tests in %s', (path) => {
    expect(run(promtool, ['test', 'rules', path], { cwd })).toContain('SUCCESS')
  })
})
