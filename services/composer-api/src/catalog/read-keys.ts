import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { CatalogFault } from './catalog-error.js'
import type { CatalogFiles } from './files.js'

export interface Keys {
  /** Key file name → armoured key text. */
  texts: ReadonlyMap<string, string>
  /** Names of key files that a repository names but that do not exist. */
  missing: ReadonlySet<string>
}

/** Reads every key file that a repository names from `keysDir`. Without a folder, all of them are missing. */
export async function readKeys(
  files: CatalogFiles,
  keysDir: string | undefined,
  faults: CatalogFault[],
): Promise<Keys> {
  const texts = new Map<string, string>()
  const missing = new Set<string>()
  for (const name of namedKeys(files)) {
    const file = keysDir === undefined ? undefined : path.join(keysDir, name)
    const text = file === undefined ? undefined : await readIfThere(file)
    if (file === undefined || text === undefined) {
      missing.add(name)
    } else if (text.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')) {
      texts.set(name, text)
    } else {
      faults.push({ file, field: '', problem: 'is not an armoured OpenPGP public key' })
    }
  }
  return { texts, missing }
}

function namedKeys(files: CatalogFiles): Set<string> {
  const repositories = [...files.repositories.values()].flatMap(({ content }) => content.repositories)
  return new Set(repositories.flatMap(({ gpgKeys }) => gpgKeys ?? []))
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
