import type { OpenApiDocument } from '@composer/contracts'

interface TestOperation {
  operationId: string
  parameters?: { name: string; in: 'query'; schema: { type: string } }[]
  requestBody?: { content: Record<string, { schema: object }> }
}

/** An OpenAPI document with these operations, by path and method; what they answer is left open. */
export function testDocument(
  paths: Record<string, Record<string, TestOperation>>,
  schemas: Record<string, object> = {},
): OpenApiDocument {
  const item = (operations: Record<string, TestOperation>) =>
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [method, { ...operation, responses: {} }]),
    )
  return {
    openapi: '3.0.3',
    servers: [],
    paths: Object.fromEntries(Object.entries(paths).map(([path, operations]) => [path, item(operations)])),
    components: { schemas },
  }
}
