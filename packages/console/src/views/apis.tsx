import {
  Accordion,
  AccordionContent,
  AccordionItem,
  AccordionToggle,
  Label,
  PageSection,
  Tab,
  Tabs,
  TabTitleText,
} from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { api, dataOf } from '../api'
import { JsonText } from '../parts/json-text'
import { Loaded } from '../parts/loaded'
import { ViewSection } from '../parts/view-section'

const documents = [
  { name: 'composer.v2', title: 'Composer API' },
  { name: 'worker.v1', title: 'Worker API' },
  { name: 'console.v1', title: 'Console API' },
] as const
type Name = (typeof documents)[number]['name']

/** The OpenAPI documents, for people. */
export function Apis() {
  const [params, setParams] = useSearchParams()
  const name = documents.find((one) => one.name === params.get('document'))?.name ?? 'composer.v2'
  return (
    <PageSection>
      <Tabs
        mountOnEnter
        unmountOnExit
        activeKey={name}
        onSelect={(_event, key) => setParams({ document: String(key) })}
        aria-label="Documents"
      >
        {documents.map((one) => (
          <Tab key={one.name} eventKey={one.name} title={<TabTitleText>{one.title}</TabTitleText>}>
            <Document name={one.name} />
          </Tab>
        ))}
      </Tabs>
    </PageSection>
  )
}

interface OpenApi {
  info: { title: string; version: string; description?: string }
  servers?: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

interface Operation {
  operationId?: string
  summary?: string
  description?: string
  parameters?: unknown[]
  requestBody?: unknown
  responses?: Record<string, { description?: string; $ref?: string }>
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

function Document({ name }: { name: Name }) {
  const query = useQuery({
    queryKey: ['document', name],
    queryFn: async () =>
      (await dataOf(api.GET('/documents/{name}', { params: { path: { name } } }))) as unknown as OpenApi,
    refetchInterval: false,
  })
  const [open, setOpen] = useState<string>()
  return (
    <Loaded query={query}>
      {(document) => (
        <>
          <ViewSection title={`${document.info.title} ${document.info.version}`}>
            <p className="console-wrap">{document.info.description}</p>
            <p>Base path: {document.servers?.[0]?.url ?? '/'}</p>
          </ViewSection>
          <ViewSection title="Operations">
            <Accordion isBordered togglePosition="start">
              {operationsOf(document).map(({ id, method, path, operation }) => (
                <AccordionItem key={id} isExpanded={open === id}>
                  <AccordionToggle id={`toggle-${id}`} onClick={() => setOpen(open === id ? undefined : id)}>
                    <Label isCompact color={method === 'get' ? 'blue' : 'orange'}>
                      {method.toUpperCase()}
                    </Label>{' '}
                    {path} – {operation.summary}
                  </AccordionToggle>
                  <AccordionContent>
                    {open === id ? <OperationText operation={operation} /> : null}
                  </AccordionContent>
                </AccordionItem>
              ))}
            </Accordion>
          </ViewSection>
          <ViewSection title="Schemas">
            <JsonText text={JSON.stringify(document.components.schemas)} />
          </ViewSection>
        </>
      )}
    </Loaded>
  )
}

const operationsOf = (document: OpenApi) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ id: operation.operationId ?? `${method} ${path}`, method, path, operation }] : []
    }),
  )

function OperationText({ operation }: { operation: Operation }) {
  return (
    <>
      <p className="console-wrap">{operation.description}</p>
      {operation.parameters ? <JsonText text={JSON.stringify({ parameters: operation.parameters })} /> : null}
      {operation.requestBody ? (
        <JsonText text={JSON.stringify({ requestBody: operation.requestBody })} />
      ) : null}
      <Table aria-label="Answers" variant="compact">
        <Thead>
          <Tr>
            <Th modifier="nowrap">Status</Th>
            <Th modifier="nowrap">Answer</Th>
          </Tr>
        </Thead>
        <Tbody>
          {Object.entries(operation.responses ?? {}).map(([status, response]) => (
            <Tr key={status}>
              <Td dataLabel="Status">{status}</Td>
              <Td dataLabel="Answer">{response.description ?? response.$ref?.split('/').at(-1)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  )
}
