import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor'
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { CronJob } from 'kubernetes-models/batch/v1/CronJob'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'

export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> }
}

interface Model {
  prototype: { validate(): void }
}

const models: Record<string, Model> = {
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  NetworkPolicy,
  PodDisruptionBudget,
  PodMonitor,
  PrometheusRule,
  ScaledObject,
  Service,
  ServiceAccount,
}

/**
 * What the API server would refuse in an object: the schema's errors, and keys that the schema does not know.
 * The published schemas let unknown keys pass, so the object is validated behind a recorder: a key that no
 * validator ever read is a misspelt one.
 */
export function faultsOf(object: KubernetesObject): string[] {
  const model = models[object.kind]
  if (model === undefined) return [`no schema for kind ${object.kind}`]
  const unread = new Set<string>()
  try {
    model.prototype.validate.call(recorder(object, '', unread))
  } catch (error) {
    return [String(error)]
  }
  const outermost = [...unread].filter((path) => ![...unread].some((other) => path.startsWith(`${other}/`)))
  return outermost.map((path) => `unknown key ${path}`)
}

function recorder(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item, index) => recorder(item, `${path}/${index}`, unread))
  const wrapped = new Map(
    Object.entries(value).map(([key, item]) => [key, recorder(item, `${path}/${key}`, unread)]),
  )
  for (const key of wrapped.keys()) unread.add(`${path}/${key}`)
  return new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || !wrapped.has(key)) return Reflect.get(target, key, receiver) as unknown
      unread.delete(`${path}/${key}`)
      return wrapped.get(key)
    },
  })
}
