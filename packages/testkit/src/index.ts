export { expectDocumented, type AnyAnswer } from './expect-documented.js'
export { arbitraryComposeRequest, composeHints } from './arbitrary-compose-request.js'
export { arbitraryOf, type Hints, type Schema, type SchemaDocument } from './arbitrary-of.js'
export { createTestDatabase, type TestDatabase } from './test-database.js'
