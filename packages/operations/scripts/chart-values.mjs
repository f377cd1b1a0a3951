const text = { type: 'string' }
const count = { type: 'integer', minimum: 1 }
const flag = { type: 'boolean' }
const quantity = { type: 'string', pattern: '^[0-9.]+(m|Ki|Mi|Gi|Ti)?$' }
const percent = { type: 'integer', minimum: 1, maximum: 100 }
const port = { type: 'integer', minimum: 1, maximum: 65535 }
/** Handed to Kubernetes as it is, which checks it. */
const anything = { type: 'object' }
const objects = { type: 'array', items: { type: 'object' } }
const strings = { type: 'object', additionalProperties: text }
const closed = (properties, required = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
})

const image = closed(
  {
    repository: { type: 'string', minLength: 1 },
    tag: text,
    pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
  },
  ['repository', 'pullPolicy'],
)

const mount = {
  ...closed(
    {
      name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
      path: { type: 'string', pattern: '^/' },
      configMap: text,
      secret: text,
      claim: text,
    },
    ['name', 'path'],
  ),
  oneOf: [{ required: ['configMap'] }, { required: ['secret'] }, { required: ['claim'] }],
}

const resources = closed({
  requests: closed({ cpu: quantity, memory: quantity }),
  limits: closed({ cpu: quantity, memory: quantity }),
})

/** Of every chart. */
const pod = {
  image,
  imagePullSecrets: objects,
  mounts: { type: 'array', items: mount },
  nodeOptions: text,
  tmpSizeLimit: quantity,
  resources,
  podSecurityContext: anything,
  securityContext: anything,
  // What Helm itself adds.
  global: anything,
  service: anything,
}

const autoscaling = { enabled: flag, minReplicas: count, maxReplicas: count, cpuPercent: percent }
/** Of what has work in the queue. */
const queueAutoscaling = {
  ...autoscaling,
  queueMetric: { type: 'string', pattern: '^([a-zA-Z_:][a-zA-Z0-9_:]*)?$' },
  queueLabels: strings,
  queuedPerPod: count,
  kedaPrometheusUrl: { type: 'string', pattern: '^(https?://.+)?$' },
}

/** Of composer-api. */
export const serviceValues = {
  ...pod,
  replicas: count,
  autoscaling: closed(autoscaling),
  preStopSeconds: { type: 'integer', minimum: 1, maximum: 300 },
  serviceAccount: closed({ annotations: strings }),
  service: closed({
    type: { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] },
    port,
    annotations: strings,
    global: anything,
  }),
  ingress: closed({
    enabled: flag,
    className: text,
    host: text,
    path: { type: 'string', pattern: '^/' },
    tlsSecret: text,
    annotations: strings,
  }),
  podLabels: strings,
  podAnnotations: strings,
  priorityClassName: text,
  nodeSelector: strings,
  tolerations: objects,
  affinity: anything,
}

/** Of worker-api. */
export const workerValues = { ...serviceValues, autoscaling: closed(queueAutoscaling) }

/** Of the manifest maker, which serves nobody. */
export const makerValues = {
  ...Object.fromEntries(
    Object.entries(serviceValues).filter(
      ([name]) => !['ingress', 'preStopSeconds', 'service'].includes(name),
    ),
  ),
  service: anything,
  autoscaling: closed(queueAutoscaling),
  networkPolicy: closed({
    enabled: flag,
    monitoring: objects,
    outbound: {
      type: 'array',
      items: closed({ ports: { type: 'array', items: port }, to: objects }, ['ports']),
    },
  }),
}

const switchable = (properties) => closed({ enabled: flag, ...properties })
const servicePorts = closed({ public: port, internal: port }, ['public', 'internal'])

/** Of the shared chart. */
export const sharedValues = {
  ...pod,
  migration: switchable({ deadlineSeconds: count }),
  maintenance: switchable({ schedule: text, deadlineSeconds: count }),
  networkPolicy: switchable({
    clients: objects,
    monitoring: objects,
    database: closed({ to: objects, port }),
    outboundPorts: { type: 'array', items: port },
    ports: closed({ 'composer-api': servicePorts, 'worker-api': servicePorts }, [
      'composer-api',
      'worker-api',
    ]),
  }),
  podMonitor: switchable({ interval: { type: 'string', pattern: '^[0-9]+(s|m)$' }, labels: strings }),
  alerts: switchable({ labels: strings }),
  dashboards: switchable({ label: text, labelValue: text }),
}

/** The schema of a chart's values, with the settings of its program by name and type. */
export function withSettings(values, settings) {
  const names = Object.keys(settings)
  const files = names.filter((name) => settings[name].secret).map((name) => `${name}_FILE`)
  const ports = names.filter((name) => name === 'PORT' || name === 'INTERNAL_PORT')
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...closed(
      {
        ...values,
        settings: closed(
          {
            ...Object.fromEntries(names.map((name) => [name, setting(settings[name])])),
            ...Object.fromEntries(files.map((name) => [name, { type: ['string', 'null'] }])),
            // The container ports follow them: no socket paths here, and no port that needs privileges.
            ...Object.fromEntries(
              ports.map((name) => [name, { type: 'integer', minimum: 1024, maximum: 65535 }]),
            ),
          },
          ports,
        ),
        secretSettings: {
          type: 'object',
          propertyNames: { enum: names },
          additionalProperties: {
            ...closed({ secret: text, key: text }, ['secret', 'key']),
            type: ['object', 'null'],
          },
        },
      },
      ['image', 'settings', 'secretSettings'],
    ),
  }
}

/** Null and empty mean: not set. */
function setting(definition) {
  const description = definition.doc
  switch (definition.type) {
    case 'integer':
      return {
        description,
        type: ['integer', 'null'],
        minimum: definition.min ?? 0,
        ...(definition.max !== undefined && { maximum: definition.max }),
      }
    case 'boolean':
      return { description, type: ['boolean', 'null'] }
    case 'choice':
      return { description, enum: [...definition.choices, '', null] }
    case 'list':
      return { description, type: ['array', 'string', 'null'], items: text }
    default:
      // A map such as DISTRO_ALIASES may be written as one.
      return { description, type: ['string', 'object', 'null'], additionalProperties: text }
  }
}
