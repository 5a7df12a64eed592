import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, type AnyRoute } from '@tanstack/react-router'
import i18next from 'i18next'
import { session } from '@/api'
import { FaultFace, Loading } from '@/ui'
import { Frame } from './Frame'
import { homeOf, safeNext } from './home'
import { Lost } from './Lost'
import type { Persona } from './persona'
import { personas, roles } from './personas'

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <Lost />
    </main>
  ),
})

const front = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const state = session.current()
    throw redirect({ to: state.at === 'in' ? homeOf(state.person.role) : '/login', replace: true })
  },
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => (typeof search['next'] === 'string' ? { next: search['next'] } : {}),
  beforeLoad: ({ search }) => {
    const state = session.current()
    if (state.at === 'in') throw redirect({ to: safeNext(search.next, state.person.role), replace: true })
  },
  component: lazyRouteComponent(() => import('./LogIn')),
})

function rooms({ role, pages }: Persona): AnyRoute {
  const room = createRoute({
    getParentRoute: () => root,
    path: `/${role}`,
    beforeLoad: ({ location }) => {
      const state = session.current()
      if (state.at !== 'in') throw redirect({ to: '/login', search: { next: location.href }, replace: true })
      if (state.person.role !== role) throw redirect({ to: homeOf(state.person.role), replace: true })
    },
    loader: () => i18next.loadNamespaces(role === 'agent' || role === 'brand' ? [role, 'inbox'] : role), // the bell's words too
    component: () => <Frame role={role} />,
    notFoundComponent: Lost,
  })
  return room.addChildren(
    pages.map((page) =>
      createRoute({
        getParentRoute: () => room,
        path: page.path || '/',
        component: lazyRouteComponent(page.load),
      }),
    ),
  )
}

/** The parts on one page, for whoever builds pages; not in the product. */
const gallery = import.meta.env.DEV
  ? [createRoute({ getParentRoute: () => root, path: '/parts', component: lazyRouteComponent(() => import('@/ui/gallery/Gallery')) })]
  : []

export const router = createRouter({
  routeTree: root.addChildren([front, login, ...gallery, ...roles.map((role) => rooms(personas[role]))]),
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultPendingComponent: () => <Loading lines={8} />,
  defaultErrorComponent: ({ error, reset }) => <FaultFace thrown={error} onRetry={reset} />,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
})
