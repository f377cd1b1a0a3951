/** One thing wrong with the catalogue's files. */
export interface CatalogFault {
  /** Path of the file or folder. */
  file: string
  /** Where in it, for example `imageTypes.ami.bootMode`; empty for the whole file. */
  field: string
  problem: string
}

/** The catalogue could not be loaded; the message lists every fault, one a line. */
export class CatalogError extends Error {
  readonly faults: readonly CatalogFault[]

  constructor(faults: readonly CatalogFault[]) {
    super(['The catalog has faults:', ...faults.map(renderFault)].join('\n  '))
    this.name = 'CatalogError'
    this.faults = faults
  }
}

/** One line: file, field, problem. */
export function renderFault({ file, field, problem }: CatalogFault): string {
  return field === '' ? `${file}: ${problem}` : `${file}: ${field}: ${problem}`
}
