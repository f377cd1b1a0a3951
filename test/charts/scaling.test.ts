import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { describeWith } from '../programs.js'
import { makeHelm, only } from './helm.js'
import type { Chart, Helm } from './helm.js'
import { faultsOf } from './kubernetes-object.js'

const prometheus = 'http://prometheus.monitoring:9090'

describeWith('helm', 'the autoscalers of the charts', (path) => {
  let helm: Helm
  beforeAll(() => {
    helm = makeHelm(path)
  })
  afterAll(() => helm.remove())

  const scale = (chart: Chart, values: object) =>
    helm.template(chart, '--set-json', `autoscaling=${JSON.stringify(values)}`)
  const metricsOf = (chart: Chart, values: object = {}) =>
    only<IHorizontalPodAutoscaler>(scale(chart, values), 'HorizontalPodAutoscaler').spec?.metrics
  const cpu = (percent: number) => ({
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } },
  })

  it.each([
    ['composer-api', 70],
    ['worker-api', 70],
  ] as const)('that of %s follows the CPU', (chart, percent) => {
    expect(metricsOf(chart)).toEqual([cpu(percent)])
  })

  it('that of the makers follows the manifests in the queue too, where an adapter offers their number', () => {
    expect(metricsOf('manifest-maker')).toEqual([
      {
        type: 'External',
        external: {
          metric: {
            name: 'image_builder_worker_pending_jobs',
            selector: { matchLabels: { type: 'manifest-id-only' } },
          },
          target: { type: 'AverageValue', averageValue: '20' },
        },
      },
      cpu(80),
    ])
    expect(metricsOf('manifest-maker', { queueMetric: '' })).toEqual([cpu(80)])
  })

  it('that of worker-api can follow the queue', () => {
    expect(metricsOf('worker-api', { queueMetric: 'image_builder_worker_pending_jobs' })).toEqual([
      {
        type: 'External',
        external: {
          metric: { name: 'image_builder_worker_pending_jobs' },
          target: { type: 'AverageValue', averageValue: '500' },
        },
      },
      cpu(70),
    ])
  })

  it.each([
    ['worker-api', { queueMetric: 'image_builder_worker_pending_jobs' }, '', '500'],
    ['manifest-maker', {}, 'type="manifest-id-only"', '20'],
  ] as const)('that of %s can be left to KEDA', (chart, values, labels, threshold) => {
    const objects = scale(chart, { ...values, kedaPrometheusUrl: prometheus })
    expect(objects.map(({ kind }) => kind)).not.toContain('HorizontalPodAutoscaler')
    const scaled = only<IScaledObject>(objects, 'ScaledObject')
    expect(faultsOf(scaled)).toEqual([])
    expect(scaled.spec.scaleTargetRef.name).toBe(only<IDeployment>(objects, 'Deployment').metadata.name)
    expect(scaled.spec.triggers[0]).toEqual({
      type: 'prometheus',
      metricType: 'AverageValue',
      metadata: {
        serverAddress: prometheus,
        query: `sum(max by (type, tenant) (image_builder_worker_pending_jobs{${labels}}))`,
        threshold,
      },
    })
    expect(scaled.spec.triggers[1]).toMatchObject({ type: 'cpu', metricType: 'Utilization' })
  })

  it.each([
    ['composer-api', 600],
    ['worker-api', 600],
    ['manifest-maker', 1800],
  ] as const)('that of %s lets pods go after a calm of %i seconds, by either way', (chart, seconds) => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: seconds } }
    expect(
      only<IHorizontalPodAutoscaler>(scale(chart, {}), 'HorizontalPodAutoscaler').spec?.behavior,
    ).toEqual(behavior)
    if (chart === 'composer-api') return
    const scaled = only<IScaledObject>(scale(chart, { kedaPrometheusUrl: prometheus }), 'ScaledObject')
    expect(scaled.spec.advanced?.horizontalPodAutoscalerConfig?.behavior).toEqual(behavior)
  })

  it.each(['composer-api', 'worker-api', 'manifest-maker'] as const)(
    'that of %s never follows the memory, which Node.js keeps',
    (chart) => {
      expect(() => scale(chart, { memoryPercent: 85 })).toThrow(/memoryPercent/)
      expect(
        JSON.stringify(scale(chart, {}).filter(({ kind }) => kind === 'HorizontalPodAutoscaler')),
      ).not.toContain('"memory"')
    },
  )
})
