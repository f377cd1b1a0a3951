import {
  Alert,
  Bullseye,
  Masthead,
  MastheadBrand,
  MastheadContent,
  MastheadMain,
  MastheadToggle,
  Nav,
  NavItem,
  NavList,
  Page,
  PageSection,
  PageSidebar,
  PageSidebarBody,
  PageToggleButton,
  SkipToContent,
  Spinner,
  Title,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core'
import { BarsIcon } from '@patternfly/react-icons/dist/esm/icons/bars-icon'
import { Suspense } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { useSession } from './use-session'

const views = [
  { to: '/', label: 'Now' },
  { to: '/composes', label: 'Composes' },
  { to: '/workers', label: 'Workers' },
  { to: '/audit', label: 'Audit' },
  { to: '/apis', label: 'APIs' },
] as const

/** The frame of every view. */
export function App() {
  return (
    <Page
      masthead={<Head />}
      sidebar={<Sidebar />}
      isManagedSidebar
      mainContainerId="main"
      skipToContent={<SkipToContent href="#main">Skip to content</SkipToContent>}
    >
      <Mode />
      <Suspense
        fallback={
          <Bullseye>
            <Spinner aria-label="Loading the view" />
          </Bullseye>
        }
      >
        <Outlet />
      </Suspense>
    </Page>
  )
}

function Head() {
  const { data } = useSession()
  return (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label="Navigation" isHamburgerButton>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <Title headingLevel="h1" size="lg">
            Image Builder Console
          </Title>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarItem align={{ default: 'alignEnd' }}>{data?.actor ?? ''}</ToolbarItem>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Masthead>
  )
}

function Sidebar() {
  const { pathname } = useLocation()
  // A job is looked at as a part of its compose.
  const path = pathname.replace(/^\/jobs/, '/composes')
  const isActive = (to: string) => (to === '/' ? path === '/' : path.startsWith(to))
  return (
    <PageSidebar>
      <PageSidebarBody>
        <Nav aria-label="Views">
          <NavList>
            {views.map(({ to, label }) => (
              <NavItem key={to} isActive={isActive(to)}>
                <Link to={to}>{label}</Link>
              </NavItem>
            ))}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  )
}

/** Says why there are no actions where somebody may look for them. */
function Mode() {
  const { data } = useSession()
  if (data?.mode !== 'full' || data.actor !== null) return null
  return (
    <PageSection>
      <Alert
        variant="warning"
        isInline
        title={`Actions need the header ${data.actor_header}, which the proxy in front of this page does not send`}
      />
    </PageSection>
  )
}
