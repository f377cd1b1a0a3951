import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'

export type PodSpec = NonNullable<NonNullable<IDeployment['spec']>['template']['spec']>

/** What the cluster has of what pods name. */
export interface Surroundings {
  /** Values by secret and key. */
  secrets?: Record<string, Record<string, string>>
  /** Folders of this machine by the names of volumes. */
  volumes?: Record<string, string>
}

/**
 * How Kubernetes would run a pod's only container, as options of `podman run`.
 * @throws {Error} when the pod wants something that is not there, or has no limits
 */
export function podOptions(pod: PodSpec, { secrets = {}, volumes = {} }: Surroundings = {}): string[] {
  const [container] = pod.containers
  const { runAsUser, runAsGroup } = pod.securityContext ?? {}
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } = container?.securityContext ?? {}
  const { cpu, memory } = container?.resources?.limits ?? {}
  const volumeOf = new Map(pod.volumes?.map((volume) => [volume.name, volume]))

  const environment = (container?.env ?? []).map(({ name, value, valueFrom }) => {
    const { name: secret = '', key = '' } = valueFrom?.secretKeyRef ?? {}
    return `--env=${name}=${value ?? needed(secrets[secret]?.[key], `the key ${key} of secret ${secret}`)}`
  })
  const mounts = (container?.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => {
    const size = volumeOf.get(name)?.emptyDir?.sizeLimit
    if (size !== undefined) return `--tmpfs=${mountPath}:rw,exec,mode=1777,size=${bytes(size)}`
    const folder = needed(volumes[name], `the volume ${name}`)
    return `--volume=${folder}:${mountPath}:${readOnly === true ? 'ro' : 'rw'}`
  })
  return [
    `--user=${needed(runAsUser, 'a user')}:${needed(runAsGroup, 'a group')}`,
    ...(readOnlyRootFilesystem === true ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...(allowPrivilegeEscalation === false ? ['--security-opt=no-new-privileges'] : []),
    ...(capabilities?.drop ?? []).map((name) => `--cap-drop=${name}`),
    `--cpus=${cpus(needed(cpu, 'a limit of CPU'))}`,
    `--memory=${bytes(needed(memory, 'a limit of memory'))}`,
    `--memory-swap=${bytes(needed(memory, 'a limit of memory'))}`,
    ...environment,
    ...mounts,
  ]
}

function needed<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`the pod has not got ${what}`)
  return value
}

/** A quantity such as `512Mi`, in bytes. */
function bytes(quantity: string | number): number {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(String(quantity)) ?? []
  if (number === undefined) throw new Error(`no whole number of Mi or Gi: ${quantity}`)
  return Number(number) * (unit === 'Gi' ? 2 ** 30 : 2 ** 20)
}

/** A quantity such as `500m`, in CPUs. */
const cpus = (quantity: string | number): number =>
  String(quantity).endsWith('m') ? Number.parseInt(String(quantity)) / 1000 : Number(quantity)
