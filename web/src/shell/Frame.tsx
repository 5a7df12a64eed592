import { CloseOutlined, MenuOutlined } from '@ant-design/icons'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { usePerson, type Role } from '@/api'
import { Account } from './Account'
import { Bell } from './Bell'
import frame from './Frame.module.css'
import { LargeText } from './LargeText'
import { LineMark } from './LineMark'
import { Mark } from './Mark'
import { addressOf, isHere } from './persona'
import { personas } from './personas'

/** What stands around every page: the rail with the menu, who is here, and whether the line is up. */
export function Frame({ role }: { role: Role }) {
  const { t } = useTranslation('shell')
  const drawer = useRef<HTMLDialogElement>(null)
  const here = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => drawer.current?.close(), [here])
  return (
    <div className={frame.frame}>
      <a className={frame.skip} href="#page">
        {t('skip')}
      </a>
      <aside className={frame.rail}>
        <Head role={role} />
        <Menu role={role} here={here} />
        <div className={frame.railFoot}>
          <div className={frame.railRow}>
            <LineMark />
            {(role === 'agent' || role === 'brand') && <Bell side={role} />}
          </div>
          <Account />
        </div>
      </aside>
      <header className={frame.bar}>
        <Mark />
        <strong>{t(`roles.${role}`)}</strong>
        <LineMark short />
        {(role === 'agent' || role === 'brand') && <Bell side={role} />}
        <button className={frame.barButton} onClick={() => drawer.current?.showModal()} aria-label={t('menu.open')}>
          <MenuOutlined aria-hidden />
        </button>
      </header>
      <main id="page" className={frame.page} tabIndex={-1}>
        {role === 'agent' ? (
          <LargeText>
            <Outlet />
          </LargeText>
        ) : (
          <Outlet />
        )}
      </main>
      <BottomBar role={role} here={here} />
      <dialog ref={drawer} className={frame.drawer} aria-label={t('menu.name')} onClick={(press) => press.target === drawer.current && drawer.current.close()}>
        <div className={frame.drawerInside}>
          <button className={frame.drawerClose} onClick={() => drawer.current?.close()} aria-label={t('menu.close')}>
            <CloseOutlined aria-hidden />
          </button>
          <Head role={role} />
          <Menu role={role} here={here} />
          <div className={frame.railFoot}>
            <Account open />
          </div>
        </div>
      </dialog>
    </div>
  )
}

function Head({ role }: { role: Role }) {
  const { t } = useTranslation('shell')
  const person = usePerson()
  return (
    <div className={frame.head}>
      <Mark />
      <div>
        <strong>{t('name')}</strong>
        <span>{person.brand_name || t(`roles.${role}`)}</span>
      </div>
    </div>
  )
}

function Menu({ role, here }: { role: Role; here: string }) {
  const { t } = useTranslation('shell')
  return (
    <nav className={frame.menu} aria-label={t('menu.name')}>
      <Entries role={role} here={here} />
    </nav>
  )
}

/** On a phone the first four pages are under the thumb. With one page there is nothing to choose. */
function BottomBar({ role, here }: { role: Role; here: string }) {
  const { t } = useTranslation('shell')
  if (personas[role].pages.filter((page) => page.nav).length < 2) return null
  return (
    <nav className={frame.bottom} aria-label={t('menu.short')}>
      <Entries role={role} here={here} most={4} />
    </nav>
  )
}

function Entries({ role, here, most }: { role: Role; here: string; most?: number }) {
  const { t } = useTranslation(role)
  return (
    <ul>
      {personas[role].pages
        .filter((page) => page.nav)
        .slice(0, most)
        .map((page) => {
          const address = addressOf(role, page)
          const Icon = page.icon
          return (
            <li key={address}>
              <Link to={address} activeOptions={{ exact: true }} className={frame.entry} aria-current={isHere(address, here, role) ? 'page' : undefined}>
                {Icon && <Icon aria-hidden />}
                <span>{t(`nav.${page.nav}`)}</span>
              </Link>
            </li>
          )
        })}
    </ul>
  )
}
