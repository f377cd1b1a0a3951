import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob'
import type { IJob } from 'kubernetes-models/batch/v1/Job'
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap'
import type { IService } from 'kubernetes-models/v1/Service'
import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor'
import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule'
import { parse } from 'yaml'
import { describeWith } from '../programs.js'
import { charts, makeHelm, only } from './helm.js'
import type { Chart, Helm } from './helm.js'
import { faultsOf } from './kubernetes-object.js'
import type { KubernetesObject } from './kubernetes-object.js'

describe('the schema check of rendered objects', () => {
  it('reports a misspelt key and a wrong type', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x' },
      spec: { selectr: { a: 'b' } },
    }
    expect(faultsOf(service)).toEqual(['unknown key /spec/selectr'])
    const port = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'x' },
      spec: { ports: [{ port: 'http' }] },
    }
    expect(faultsOf(port)).toEqual([expect.stringContaining('/spec/ports/0/port')])
  })
})

describeWith('helm', 'the charts', (path) => {
  let helm: Helm
  const rendered = new Map<string, KubernetesObject[]>()
  const byDefault = (chart: Chart) => rendered.get(`${chart} by default`) ?? []
  const withAll = (chart: Chart) => rendered.get(`${chart} with all values`) ?? []

  beforeAll(() => {
    helm = makeHelm(path)
    for (const chart of charts) {
      rendered.set(`${chart} by default`, helm.template(chart))
      rendered.set(`${chart} with all values`, helm.template(chart, '--values', helm.allValues(chart)))
    }
  })
  afterAll(() => helm.remove())

  describe.each(charts)('%s', (chart) => {
    it('passes lint with its defaults and with every value set', () => {
      expect(helm.lint(chart)).toContain('0 chart(s) failed')
      expect(helm.lint(chart, '--values', helm.allValues(chart))).toContain('0 chart(s) failed')
    })

    it('sets every documented value in the file of all values', () => {
      const keys = (text: string) => Object.keys(parse(text) as object).sort()
      const values = readFileSync(new URL(`../../charts/${chart}/values.yaml`, import.meta.url), 'utf8')
      expect(keys(readFileSync(helm.allValues(chart), 'utf8'))).toEqual(keys(values))
    })

    it('renders only objects that fit the schemas of Kubernetes', () => {
      for (const objects of [byDefault(chart), withAll(chart)]) {
        expect(objects.length).toBeGreaterThan(3)
        expect(
          objects.flatMap((object) => faultsOf(object).map((fault) => `${object.kind}: ${fault}`)),
        ).toEqual([])
      }
    })

    it('refuses a value nobody documented', () => {
      expect(() => helm.template(chart, '--set', 'replicsa=3')).toThrow(/replicsa/)
      expect(() => helm.template(chart, '--set', 'settings.NO_SUCH_SETTING=3')).toThrow(/NO_SUCH_SETTING/)
    })

    it('creates no secret', () => {
      const kinds = [...byDefault(chart), ...withAll(chart)].map((object) => object.kind)
      expect(kinds).not.toContain('Secret')
    })

    it('runs its pods without privileges on a read-only file system', () => {
      for (const pod of podsOf(byDefault(chart))) {
        expect(pod.automountServiceAccountToken).toBe(false)
        expect(pod.securityContext).toMatchObject({
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        })
        for (const container of pod.containers) {
          expect(container.securityContext).toEqual({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          })
          expect(Object.keys(container.resources?.limits ?? {})).toEqual(['cpu', 'memory'])
          expect(Object.keys(container.resources?.requests ?? {})).toEqual(['cpu', 'memory'])
        }
      }
    })

    it('keeps secrets out of the pod definition', () => {
      for (const pod of podsOf(byDefault(chart))) {
        const secret =
          chart === 'manifest-maker'
            ? undefined
            : { valueFrom: { secretKeyRef: { name: 'composer-db', key: 'url' } } }
        expect(environmentOf(pod)['DATABASE_URL']).toEqual(secret)
      }
      for (const pod of podsOf(withAll(chart))) {
        const names = pod.containers[0]?.env?.map((variable) => variable.name) ?? []
        expect(names).toEqual([...new Set(names)])
      }
    })
  })

  describe.each([
    ['composer-api', 8080, 8008],
    ['worker-api', 8700, 8009],
  ] as const)('the pods of %s', (chart, port, internal) => {
    it('are found by service, autoscaler, disruption budget and monitor', () => {
      const objects = byDefault(chart)
      const deployment = only<IDeployment>(objects, 'Deployment')
      const labels = deployment.spec?.template.metadata?.labels
      expect(labels).toMatchObject(deployment.spec?.selector.matchLabels ?? { missing: true })
      expect(labels).toMatchObject(only<IService>(objects, 'Service').spec?.selector ?? { missing: true })
      expect(labels).toMatchObject(
        only<IPodDisruptionBudget>(objects, 'PodDisruptionBudget').spec?.selector?.matchLabels ?? {
          missing: true,
        },
      )
      expect(only<IHorizontalPodAutoscaler>(objects, 'HorizontalPodAutoscaler').spec?.scaleTargetRef).toEqual(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: deployment.metadata.name,
        },
      )
      expect(deployment.spec?.replicas).toBeUndefined()
      const monitor = only<IPodMonitor>(byDefault('shared'), 'PodMonitor').spec
      expect(labels).toMatchObject(monitor?.selector.matchLabels ?? { missing: true })
      expect(monitor?.selector.matchExpressions?.[0]?.values).toContain(labels?.['app.kubernetes.io/name'])
      expect(monitor?.podMetricsEndpoints?.[0]?.port).toBe('internal')
    })

    it('are reached through the service and probed on the internal port', () => {
      const [pod] = podsOf(byDefault(chart))
      const container = pod?.containers[0]
      expect(container?.ports).toEqual([
        { name: 'http', containerPort: port },
        { name: 'internal', containerPort: internal },
      ])
      expect(environmentOf(pod)).toMatchObject({
        PORT: { value: `${port}` },
        INTERNAL_PORT: { value: `${internal}` },
      })
      expect(only<IService>(byDefault(chart), 'Service').spec?.ports).toEqual([
        { name: 'http', port: 80, targetPort: 'http' },
      ])
      expect(container?.startupProbe?.httpGet).toEqual({ path: '/livez', port: 'internal' })
      expect(container?.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'internal' })
      expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'internal' })
    })

    it('listen on the address of the pod', () => {
      for (const objects of [byDefault(chart), withAll(chart)]) {
        const [pod] = podsOf(objects)
        expect(['0.0.0.0', '::']).toContain(environmentOf(pod)['HOST']?.value)
      }
    })

    it('may take longer to start than they wait for the database', () => {
      for (const [objects, wait] of [
        [byDefault(chart), 120],
        [withAll(chart), 300],
      ] as const) {
        const probe = podsOf(objects)[0]?.containers[0]?.startupProbe
        expect((probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0)).toBeGreaterThan(wait)
      }
    })

    it('get more time to stop than they pause and drain', () => {
      for (const [objects, grace] of [
        [byDefault(chart), 25],
        [withAll(chart), 40],
      ] as const) {
        const [pod] = podsOf(objects)
        const pause = Number(pod?.containers[0]?.lifecycle?.preStop?.exec?.command?.[1])
        expect(pause).toBeGreaterThan(0)
        expect(environmentOf(pod)['SHUTDOWN_GRACE_SECONDS']).toEqual({ value: `${grace}` })
        expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(pause + grace)
      }
    })

    it('are replaced without ever being fewer, and spread over hosts and zones', () => {
      const spec = only<IDeployment>(byDefault(chart), 'Deployment').spec
      expect(spec?.strategy?.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 })
      const [pod] = podsOf(byDefault(chart))
      const hosts = pod?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]
      expect(hosts?.podAffinityTerm.topologyKey).toBe('kubernetes.io/hostname')
      expect(hosts?.podAffinityTerm.labelSelector?.matchLabels).toEqual(spec?.selector.matchLabels)
      expect(pod?.topologySpreadConstraints?.[0]?.topologyKey).toBe('topology.kubernetes.io/zone')
      expect(pod?.topologySpreadConstraints?.[0]?.labelSelector?.matchLabels).toEqual(
        spec?.selector.matchLabels,
      )
    })

    it('fit 1 CPU and 512 MiB by default, with a heap that leaves room', () => {
      const [pod] = podsOf(byDefault(chart))
      expect(pod?.containers[0]?.resources?.limits).toEqual({ cpu: '1', memory: '512Mi' })
      const heap = /^--max-old-space-size=(\d+)$/.exec(environmentOf(pod)['NODE_OPTIONS']?.value ?? '')?.[1]
      expect(Number(heap)).toBeLessThanOrEqual(400)
    })

    it('are allowed by the network policy on the ports they listen on', () => {
      const policies = byDefault('shared').filter((object) => object.kind === 'NetworkPolicy')
      const policy = only<INetworkPolicy>(policies, 'NetworkPolicy', `-${chart}`).spec
      const labels = only<IDeployment>(byDefault(chart), 'Deployment').spec?.template.metadata?.labels
      expect(labels).toMatchObject(policy?.podSelector?.matchLabels ?? { missing: true })
      expect(policy?.policyTypes).toEqual(['Ingress', 'Egress'])
      expect(policy?.ingress?.map((rule) => rule.ports?.[0]?.port)).toEqual([port, internal])
      expect(policy?.ingress?.[1]?.from).toHaveLength(1)
      expect(policy?.egress?.flatMap((rule) => rule.ports?.map((each) => each.port))).toEqual([
        53, 53, 5432, 443,
      ])
    })

    it('follow every value that is set', () => {
      const hasMakers = chart === 'worker-api'
      const objects = withAll(chart)
      const deployment = only<IDeployment>(objects, 'Deployment')
      const pod = deployment.spec?.template.spec
      const container = pod?.containers[0]
      expect(deployment.spec?.replicas).toBe(3)
      expect(objects.map((object) => object.kind)).not.toContain('HorizontalPodAutoscaler')
      expect(container?.image).toBe(`registry.example.com/image-builder/${chart}:1.2.3`)
      expect(container?.imagePullPolicy).toBe('Always')
      expect(container?.ports?.map((each) => each.containerPort)).toEqual([18080, 18008])
      expect(environmentOf(pod)).toMatchObject({
        JWT_JWKS_URLS: { value: 'https://issuer.example.com/certs,https://other.example.com/certs' },
        ARTIFACTS_URL: { value: 'file:///var/lib/composer' },
        PGHOST: { valueFrom: { secretKeyRef: { name: 'composer-db', key: 'db.host' } } },
        SENTRY_DSN: { valueFrom: { secretKeyRef: { name: 'glitchtip', key: 'dsn' } } },
      })
      expect(environmentOf(pod)).not.toHaveProperty('DATABASE_URL')
      expect(container?.volumeMounts).toEqual([
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'acl', mountPath: '/etc/composer/acl', readOnly: true },
        ...(hasMakers ? [{ name: 'makers', mountPath: '/etc/composer/makers', readOnly: true }] : []),
        { name: 'db-ca', mountPath: '/etc/composer/db-ca', readOnly: true },
        { name: 'artifacts', mountPath: '/var/lib/composer' },
      ])
      expect(pod?.volumes).toEqual([
        { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
        { name: 'acl', configMap: { name: 'composer-acl' } },
        ...(hasMakers ? [{ name: 'makers', configMap: { name: 'composer-makers' } }] : []),
        { name: 'db-ca', secret: { secretName: 'composer-db-ca' } },
        { name: 'artifacts', persistentVolumeClaim: { claimName: 'composer-artifacts' } },
      ])
      expect(pod?.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(pod).toMatchObject({
        imagePullSecrets: [{ name: 'registry' }],
        priorityClassName: 'important',
        nodeSelector: { 'kubernetes.io/arch': 'amd64' },
        tolerations: [{ key: 'builds', operator: 'Exists', effect: 'NoSchedule' }],
      })
      expect(pod?.affinity).not.toHaveProperty('podAntiAffinity')
      expect(deployment.spec?.template.metadata?.labels).toMatchObject({ team: 'builds' })
      expect(deployment.spec?.template.metadata?.annotations).toEqual({ 'example.com/checked': 'true' })
      const ingress = only<IIngress>(objects, 'Ingress').spec
      expect(ingress?.ingressClassName).toBe('haproxy')
      expect(ingress?.tls).toEqual([{ hosts: ['composer.example.org'], secretName: 'composer-tls' }])
      expect(ingress?.rules?.[0]?.http?.paths[0]?.backend.service).toEqual({
        name: only<IService>(objects, 'Service').metadata.name,
        port: { name: 'http' },
      })
      expect(only<IService>(objects, 'Service').spec).toMatchObject({
        type: 'NodePort',
        ports: [{ port: 8443 }],
      })
    })
  })

  describe('manifest-maker', () => {
    it('is watched on the one port that it has, and reached on no other', () => {
      const objects = byDefault('manifest-maker')
      expect(objects.map(({ kind }) => kind)).not.toContain('Service')
      const [pod] = podsOf(objects)
      expect(pod?.containers[0]?.ports).toEqual([{ name: 'internal', containerPort: 8010 }])
      const policy = only<INetworkPolicy>(objects, 'NetworkPolicy').spec
      const labels = only<IDeployment>(objects, 'Deployment').spec?.template.metadata?.labels
      expect(labels).toMatchObject(policy?.podSelector?.matchLabels ?? { missing: true })
      expect(policy?.ingress?.map(({ ports }) => ports?.map((each) => each.port))).toEqual([[8010]])
      expect(policy?.egress?.map(({ ports }) => ports?.map((each) => each.port))).toEqual([
        [53, 53],
        [80, 443],
        [8700],
      ])
      const monitor = only<IPodMonitor>(byDefault('shared'), 'PodMonitor').spec
      expect(monitor.selector.matchExpressions?.[0]?.values).toContain('manifest-maker')
    })

    it('gets more time to stop than it gives its jobs', () => {
      const [pod] = podsOf(withAll('manifest-maker'))
      expect(environmentOf(pod)['SHUTDOWN_GRACE_SECONDS']).toEqual({ value: '120' })
      expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(120)
    })
  })

  it('print a large number without an exponent', () => {
    const [pod] = podsOf(helm.template('worker-api', '--set-json', 'settings={"MAX_RESULT_BYTES":268435456}'))
    expect(environmentOf(pod)['MAX_RESULT_BYTES']).toEqual({ value: '268435456' })
  })

  describe('shared', () => {
    it('migrates as a hook before every install and upgrade', () => {
      const job = only<IJob>(byDefault('shared'), 'Job')
      expect(job.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' })
      expect(job.spec?.template.spec?.containers[0]?.args).toEqual(['migrate'])
      expect(job.spec?.activeDeadlineSeconds).toBe(600)
    })

    it('never runs two maintenances at once and lets each end in good order', () => {
      const spec = only<ICronJob>(byDefault('shared'), 'CronJob').spec
      expect(spec?.concurrencyPolicy).toBe('Forbid')
      expect(spec?.jobTemplate.spec?.template.spec?.containers[0]?.args).toEqual(['maintenance'])
      expect(spec?.jobTemplate.spec?.activeDeadlineSeconds).toBe(2400)
    })

    it('carries the alert rules as they stand in the file that promtool tests', () => {
      const file = readFileSync(new URL('../../charts/shared/files/alerts.yml', import.meta.url), 'utf8')
      expect(only<IPrometheusRule>(byDefault('shared'), 'PrometheusRule').spec).toEqual(parse(file))
    })

    it('carries each dashboard as a ConfigMap that Grafana finds', () => {
      const maps = byDefault('shared').filter((object) => object.kind === 'ConfigMap')
      expect(maps.length).toBeGreaterThanOrEqual(4)
      for (const map of maps) {
        expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' })
        const [[name, text] = ['', '']] = Object.entries((map as IConfigMap).data ?? {})
        const file = new URL(`../../charts/shared/files/dashboards/${name}`, import.meta.url)
        expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')))
      }
    })

    it('leaves out what is switched off', () => {
      const off = ['migration', 'maintenance', 'networkPolicy', 'podMonitor', 'alerts', 'dashboards']
      const objects = helm.template('shared', ...off.flatMap((part) => ['--set', `${part}.enabled=false`]))
      expect(objects).toEqual([])
    })
  })
})

type Pod = NonNullable<NonNullable<IDeployment['spec']>['template']['spec']>

function podsOf(objects: KubernetesObject[]): Pod[] {
  const templates = objects.map((object) => {
    if (object.kind === 'Deployment') return (object as IDeployment).spec?.template
    if (object.kind === 'Job') return (object as IJob).spec?.template
    if (object.kind === 'CronJob') return (object as ICronJob).spec?.jobTemplate.spec?.template
    return undefined
  })
  const pods = templates.map((template) => template?.spec).filter((pod) => pod !== undefined)
  if (pods.length === 0) throw new Error('no pods')
  return pods
}

function environmentOf(pod: Pod | undefined) {
  return Object.fromEntries(pod?.containers[0]?.env?.map(({ name, ...rest }) => [name, rest]) ?? [])
}
