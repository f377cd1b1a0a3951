import { type DemoPackage, digestOf, nevra } from './package-catalogue.js'

/** An SPDX document that lists these packages. */
export function demoSbom(name: string, packages: DemoPackage[]): object {
  return {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    dataLicense: 'CC0-1.0',
    name,
    documentNamespace: `https://demo.example.com/spdx/${digestOf('sha256', name)}`,
    creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Tool: image-builder-composer demo worker'] },
    packages: packages.map((entry) => ({
      SPDXID: `SPDXRef-${digestOf('md5', nevra(entry))}`,
      name: entry.name,
      versionInfo: `${entry.version}-${entry.release}`,
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      checksums: [{ algorithm: 'SHA256', checksumValue: digestOf('sha256', nevra(entry)) }],
    })),
  }
}
