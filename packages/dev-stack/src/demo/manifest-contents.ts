import type { DemoManifest, ManifestPipeline } from './demo-manifest.js'
import type { DemoPackage } from './package-catalogue.js'

export interface ManifestContents {
  /** By pipeline. */
  packages: Record<string, DemoPackage[]>
  ostreeRef?: string
}

/** What osbuild would find while it builds. A manifest of the demo says it; in a real one it stands in the addresses. */
export function contentsOf(manifest: DemoManifest): ManifestContents {
  const told = manifest.metadata?.['org.osbuild.demo']
  if (told) return told
  const urls = new Map(
    Object.values(manifest.sources).flatMap(({ items }) =>
      Object.entries(items).map(([id, item]) => [id, (item as { url?: string }).url ?? ''] as const),
    ),
  )
  const packages = manifest.pipelines.map(
    (pipeline) =>
      [pipeline.name, referencesOf(pipeline).flatMap((id) => packageAt(urls.get(id) ?? ''))] as const,
  )
  const commit = manifest.pipelines
    .flatMap(({ stages }) => stages)
    .find(({ type }) => type === 'org.osbuild.ostree.commit')
  const { ref } = (commit?.options ?? {}) as { ref?: string }
  return {
    packages: Object.fromEntries(packages.filter(([, entries]) => entries.length > 0)),
    ...(ref !== undefined && { ostreeRef: ref }),
  }
}

function referencesOf({ stages }: ManifestPipeline): string[] {
  return stages
    .filter(({ type }) => type === 'org.osbuild.rpm')
    .flatMap(({ inputs }) => {
      const { packages } = inputs as { packages: { references: { id: string }[] } }
      return packages.references.map(({ id }) => id)
    })
}

/** `…/bash-5.2.26-3.el9.x86_64.rpm`; the epoch is in no file name. */
function packageAt(url: string): DemoPackage[] {
  const [file = ''] = url.split('/').slice(-1)
  const parts = /^([^/]+)-([^-]+)-([^-]+)\.([^.-]+)\.rpm$/.exec(file)
  if (!parts) return []
  const [, name = '', version = '', release = '', arch = ''] = parts
  return [{ name, epoch: 0, version, release, arch, summary: name }]
}
