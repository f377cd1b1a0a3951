/**
 * Guest OS features for Google Compute Engine, by canonical distribution name; the first pattern that matches decides.
 */
const features: readonly [RegExp, readonly string[]][] = [
  [/^rhel-9\.0$/, ['UEFI_COMPATIBLE', 'VIRTIO_SCSI_MULTIQUEUE', 'SEV_CAPABLE', 'GVNIC']],
  [/^rhel-9\.1$/, ['UEFI_COMPATIBLE', 'VIRTIO_SCSI_MULTIQUEUE', 'SEV_CAPABLE', 'GVNIC', 'SEV_SNP_CAPABLE']],
  [
    /^rhel-9\.[2-5]$/,
    [
      'UEFI_COMPATIBLE',
      'VIRTIO_SCSI_MULTIQUEUE',
      'SEV_CAPABLE',
      'GVNIC',
      'SEV_SNP_CAPABLE',
      'SEV_LIVE_MIGRATABLE_V2',
    ],
  ],
  [/^(rhel|centos)-8\b/, common()],
  [/^(rhel|centos)-(9|10)\b/, [...common(), 'TDX_CAPABLE']],
]

function common(): string[] {
  return [
    'UEFI_COMPATIBLE',
    'VIRTIO_SCSI_MULTIQUEUE',
    'SEV_CAPABLE',
    'SEV_SNP_CAPABLE',
    'SEV_LIVE_MIGRATABLE',
    'SEV_LIVE_MIGRATABLE_V2',
    'GVNIC',
    'IDPF',
  ]
}

/** Undefined for distributions without known features. */
export function guestOsFeatures(distribution: string): { type: string }[] | undefined {
  const row = features.find(([pattern]) => pattern.test(distribution))
  return row?.[1].map((type) => ({ type }))
}
