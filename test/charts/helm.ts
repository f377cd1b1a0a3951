import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { run } from '../programs.js'
import type { KubernetesObject } from './kubernetes-object.js'

export const charts = ['composer-api', 'worker-api', 'shared', 'manifest-maker'] as const
export type Chart = (typeof charts)[number]

const source = new URL('../../charts/', import.meta.url).pathname

/** The charts in a folder of their own, with the library chart packed into each as `helm dependency build` does it. */
export function makeHelm(helm: string) {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'))
  cpSync(source, folder, { recursive: true })
  for (const chart of charts) run(helm, ['dependency', 'build', chart], { cwd: folder })
  const allValues = (chart: Chart) => join(folder, chart, 'ci', 'all-values.yaml')

  return {
    allValues,
    lint: (chart: Chart, ...options: string[]) =>
      run(helm, ['lint', '--strict', chart, ...options], { cwd: folder }),
    /** What `helm install` would send to the cluster. The release is called like the chart's first half: `composer`. */
    template(chart: Chart, ...options: string[]): KubernetesObject[] {
      const text = run(helm, ['template', 'composer', chart, '--kube-version', '1.31.0', ...options], {
        cwd: folder,
      })
      return parseAllDocuments(text)
        .map((document) => document.toJS() as KubernetesObject | null)
        .filter((object) => object !== null)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export type Helm = ReturnType<typeof makeHelm>

/** The one object of this kind (and name ending, where there are several). */
export function only<T>(objects: KubernetesObject[], kind: string, nameEnd = ''): T & KubernetesObject {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name.endsWith(nameEnd))
  const [object] = found
  if (found.length !== 1 || object === undefined)
    throw new Error(`${found.length} objects of kind ${kind} …${nameEnd}`)
  return object as T & KubernetesObject
}
