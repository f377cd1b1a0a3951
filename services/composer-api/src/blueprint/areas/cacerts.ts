import { X509Certificate } from 'node:crypto'
import type { ApiBlueprintCustomizations } from '../../api-types.js'
import type { BlueprintCustomizations } from '../blueprint.js'
import { badCustomization } from '../refuse.js'

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'
/** Parsing a certificate takes about 50 µs; the bundle of all public authorities has 140. */
const mostCertificates = 1000

/**
 * `customizations.cacerts`, both forms. Every text must hold at least one certificate, and all must be readable, as
 * osbuild/blueprint (`checkCACerts`) requires: image-builder crashes otherwise.
 */
export function cacerts(
  { pem_certs }: NonNullable<ApiBlueprintCustomizations['cacerts']>,
  at: string,
): NonNullable<BlueprintCustomizations['cacerts']> {
  let count = 0
  pem_certs.forEach((text, index) => {
    const field = `${at}.pem_certs[${index}]`
    const certificates = certificatesOf(text)
    if (certificates.length === 0) throw badCustomization(field, 'holds no PEM certificate')
    count += certificates.length
    if (count > mostCertificates)
      throw badCustomization(`${at}.pem_certs`, `must not hold more than ${mostCertificates} certificates`)
    if (!certificates.every(isReadable))
      throw badCustomization(field, 'holds a certificate that cannot be read')
  })
  return { pem_certs }
}

function certificatesOf(text: string): string[] {
  const [, ...pieces] = text.split(begin)
  return pieces.map((piece) => {
    const length = piece.indexOf(end)
    return length < 0 ? '' : `${begin}${piece.slice(0, length)}${end}\n`
  })
}

function isReadable(pem: string): boolean {
  try {
    new X509Certificate(pem)
    return true
  } catch {
    return false
  }
}
