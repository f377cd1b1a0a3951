import {
  Button,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Gallery,
  SearchInput,
  TextInput,
} from '@patternfly/react-core'
import type { ComposeState } from '../api'

const states: ComposeState[] = ['waiting', 'running', 'succeeded', 'failed', 'cancelled']
export const filterNames = [
  'id',
  'tenant',
  'state',
  'distribution',
  'image_type',
  'external_id',
  'from',
  'to',
] as const
export type FilterName = (typeof filterNames)[number]

interface ComposeFiltersProps {
  filter: Partial<Record<FilterName, string>>
  set: (name: FilterName, value: string) => void
  clear: () => void
}

/** What composes are looked for; each field is a member of the address. */
export function ComposeFilters({ filter, set, clear }: ComposeFiltersProps) {
  const field = (name: FilterName, label: string, input: React.ReactNode) => (
    <FormGroup label={label} fieldId={`filter-${name}`}>
      {input}
    </FormGroup>
  )
  const text = (name: FilterName, label: string, placeholder: string) =>
    field(
      name,
      label,
      <SearchInput
        searchInputId={`filter-${name}`}
        aria-label={label}
        placeholder={placeholder}
        value={filter[name] ?? ''}
        onChange={(_event, value) => set(name, value.trim())}
        onClear={() => set(name, '')}
      />,
    )
  const time = (name: 'from' | 'to', label: string) =>
    field(
      name,
      label,
      <TextInput
        id={`filter-${name}`}
        type="datetime-local"
        value={filter[name] ?? ''}
        onChange={(_event, value) => set(name, value)}
      />,
    )
  return (
    <Form className="console-filters" onSubmit={(event) => event.preventDefault()}>
      <Gallery hasGutter minWidths={{ default: '13rem' }}>
        {text('id', 'Id', 'Or its beginning')}
        {text('tenant', 'Tenant lane', 'org-000001')}
        {field(
          'state',
          'State',
          <FormSelect
            id="filter-state"
            value={filter.state ?? ''}
            onChange={(_event, value) => set('state', value)}
          >
            <FormSelectOption value="" label="Every state" />
            {states.map((state) => (
              <FormSelectOption key={state} value={state} label={state} />
            ))}
          </FormSelect>,
        )}
        {text('external_id', 'External id', 'X-External-Id')}
        {text('distribution', 'Distribution', 'fedora-43')}
        {text('image_type', 'Image type', 'guest-image')}
        {time('from', 'Created from')}
        {time('to', 'Created before')}
      </Gallery>
      {Object.keys(filter).length === 0 ? null : (
        <div>
          <Button variant="link" isInline onClick={clear}>
            Clear the filter
          </Button>
        </div>
      )}
    </Form>
  )
}
