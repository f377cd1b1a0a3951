/** Which errors of its catalogue a service uses for what the binder finds out. */
export interface ErrorNumbers {
  /** Unknown route, or a method that it does not have. */
  notFound: number
  /** The body's content type. */
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
  /** An error that is none of the catalogue. */
  unexpected: number
}
