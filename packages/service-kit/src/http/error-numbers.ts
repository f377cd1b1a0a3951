/** The numbers in a service's catalogue of the errors that this package raises. */
export interface ErrorNumbers {
  /** Unknown path, or a method that the path does not support. */
  notFound: number
  /** The content type of the body is wrong. */
  contentType: number
  /** The body cannot be decoded. */
  malformed: number
  /** The body is too large. */
  tooLarge: number
  /** The request does not fit the OpenAPI document. */
  invalid: number
  /** The path cannot be decoded. */
  badPath: number
  /** The token names no tenant. */
  noTenant: number
  /** The tenant has too many requests open. */
  tooMany: number
  /** Any error that is not in the catalogue. */
  unexpected: number
}
