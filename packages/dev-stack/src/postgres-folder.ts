import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { canOthersEnter } from '@composer/local-postgres'

/**
 * The folder of the embedded Postgres for a data folder: `postgres` inside it. As root the server runs as another user,
 * who cannot get into a checkout below, say, /root: then it is a folder of the same data folder's own in /var/tmp.
 */
export async function postgresFolder(dataDir: string): Promise<string> {
  const inside = join(dataDir, 'postgres')
  if (process.getuid?.() !== 0 || (await canOthersEnter(dataDir))) return inside
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  const outside = join('/var/tmp', `image-builder-composer-${digest}`)
  await mkdir(outside, { recursive: true, mode: 0o711 })
  // The name can be foreseen: somebody else's folder would give them our database.
  if ((await stat(outside)).uid !== 0)
    throw new Error(`${outside} belongs to another user; remove it or set DATA_DIR`)
  return join(outside, 'postgres')
}
