import type { Blueprint } from '../blueprint/blueprint.js'
import { refusal } from '../errors.js'

const sector = 512
const mebibyte = 2 ** 20

/**
 * The size to build, in bytes: the largest of what is asked for, the type's default and what the blueprint's file
 * systems need. The least size of a disk that the blueprint describes takes the place of the default. Fixed VHD images
 * hold whole mebibytes.
 * @throws error 20 when the sum cannot be counted exactly.
 */
export function imageSize(
  requested: number,
  imageType: { defaultSize: number; filename: string },
  blueprint: Blueprint,
  field: string,
): number {
  const { filesystem = [], disk } = blueprint.customizations ?? {}
  const needed = filesystem.reduce((sum, { minsize }) => sum + roundUp(minsize, sector), 0)
  const size = Math.max(requested, disk?.minsize || imageType.defaultSize, needed)
  const rounded = imageType.filename.startsWith('disk.vhd') ? roundUp(size, mebibyte) : size
  if (!Number.isSafeInteger(rounded)) throw refusal(20, `${field}: the image would be too large`)
  return rounded
}

function roundUp(size: number, step: number): number {
  return Math.ceil(size / step) * step
}
