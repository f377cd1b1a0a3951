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
import { useSearchParams } from 'react-router'
import { api, dataOf } from '../api'
import { JsonText } from '../parts/json-text'
import { Loaded } from '../parts/loaded'
import { Prose } from '../parts/prose'
import { ViewSection } from '../parts/view-section'
import { useTitle } from '../use-title'

const documents = [
  { name: 'composer.v2', title: 'Composer API' },
  { name: 'worker.v1', title: 'Worker API' },
  { name: 'console.v1', title: 'Console API' },
] as const
type Name = (typeof documents)[number]['name']

/** The OpenAPI documents, for people. */
export function Apis() {
  useTitle('APIs')
  const [params, setParams] = useSearchParams()
  const name = documents.find((one) => one.name === params.get('document'))?.name ?? 'composer.v2'
  return (
    <PageSection>
      <Tabs
        mountOnEnter
        unmountOnExit
        activeKey={name}
        onSelect={(_event, key) => setParams({ document: String(key) }, { replace: true })}
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
  components: { schemas: Record<string, unknown>; responses?: Record<string, Answer> }
}

interface Answer {
  description?: string
  $ref?: string
}

interface Operation {
  operationId?: string
  summary?: string
  description?: string
  parameters?: unknown[]
  requestBody?: unknown
  responses?: Record<string, Answer>
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

function Document({ name }: { name: Name }) {
  const query = useQuery({
    queryKey: ['document', name],
    queryFn: async () =>
      (await dataOf(api.GET('/documents/{name}', { params: { path: { name } } }))) as unknown as OpenApi,
    refetchInterval: false,
  })
  const [params, setParams] = useSearchParams()
  const open = params.get('operation')
  const toggle = (id: string) =>
    setParams(open === id ? { document: name } : { document: name, operation: id }, { replace: true })
  return (
    <Loaded query={query}>
      {(document) => (
        <div className="console-stack">
          <ViewSection title={`${document.info.title} ${document.info.version}`}>
            <Prose text={document.info.description} />
            <p>
              Base path: <code>{document.servers?.[0]?.url ?? '/'}</code>
            </p>
          </ViewSection>
          <ViewSection title="Operations">
            <Accordion isBordered togglePosition="start">
              {operationsOf(document).map(({ id, method, path, operation }) => (
                <AccordionItem key={id} isExpanded={open === id}>
                  <AccordionToggle id={`toggle-${id}`} onClick={() => toggle(id)}>
                    <Label isCompact color={method === 'get' ? 'blue' : 'orange'}>
                      {method.toUpperCase()}
                    </Label>{' '}
                    {path} – {operation.summary}
                  </AccordionToggle>
                  <AccordionContent>
                    {open === id ? (
                      <OperationText operation={operation} shared={document.components.responses ?? {}} />
                    ) : null}
                  </AccordionContent>
                </AccordionItem>
              ))}
            </Accordion>
          </ViewSection>
          <ViewSection title="Schemas">
            <JsonText text={JSON.stringify(document.components.schemas)} />
          </ViewSection>
        </div>
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

/** @param shared the answers that operations refer to by name */
function OperationText({ operation, shared }: { operation: Operation; shared: Record<string, Answer> }) {
  const meaning = ({ description, $ref }: Answer) => {
    const name = $ref?.split('/').at(-1) ?? ''
    return description ?? shared[name]?.description ?? name
  }
  return (
    <>
      <Prose text={operation.description} />
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
              <Td dataLabel="Answer">
                <Prose text={meaning(response)} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  )
}
