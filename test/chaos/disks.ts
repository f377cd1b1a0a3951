import { execFile } from 'node:child_process'
import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of a limited size. */
export interface Disk {
  folder: string
  /** Leaves not one block free. */
  fill(): Promise<void>
  empty(): Promise<void>
  remove(): Promise<void>
}

/** Others write while it is measured. */
const tries = 50

/** Whether this user may mount; in most containers nobody may. */
export async function canMount(scratch: string): Promise<boolean> {
  const disk = await makeDisk(join(scratch, 'trial'), 1).catch(() => undefined)
  await disk?.remove()
  return disk !== undefined
}

/**
 * Mounts a file system in memory. It ends with `remove`.
 * @throws Error where mounting is not allowed
 */
export async function makeDisk(folder: string, mebibytes: number): Promise<Disk> {
  await mkdir(folder, { recursive: true })
  const whole = mebibytes * 1024 * 1024
  await run('mount', ['-t', 'tmpfs', '-o', `size=${whole},mode=0755`, 'chaos', folder])
  const resize = (bytes: number) => run('mount', ['-o', `remount,size=${bytes}`, folder])
  return {
    folder,
    async fill() {
      for (let attempt = 1; ; attempt += 1) {
        const { blocks, bfree, bsize } = await statfs(folder)
        if (bfree === 0) return
        // The kernel refuses a size below what is in use.
        await resize(Math.max(1, blocks - bfree) * bsize).catch((error: unknown) => {
          if (attempt === tries) throw error
        })
        if (attempt === tries) return
      }
    },
    empty: async () => void (await resize(whole)),
    remove: async () => void (await run('umount', ['-l', folder])),
  }
}
