import { constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Whether a user who is neither the owner nor in the group can get into the folder: each folder above it must allow it. */
export async function canOthersEnter(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & constants.S_IXOTH) === 0) return false
    if (at === dirname(at)) return true
  }
}
