import type { Blueprint } from '../blueprint/blueprint.js'
import { refusal } from '../errors.js'

const sector = 512
const mebibyte = 2 ** 20

/**
 * The size of the image, in bytes: the largest of the requested size, the default of the image type and the sum of the
 * blueprint's file systems. When the blueprint describes a disk, its minimum size replaces the default. The size of fixed
 * VHD images is rounded up to whole mebibytes.
 * @throws error 20 when the sum is no safe integer.
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
