import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLineState } from '@/api'
import { Async, Choice, Loading, Panel, TimeText } from '@/ui'
import { BrandLines } from './BrandLines'
import { Formulas } from './Formulas'
import { useWall, windowOf, windows, type Place } from './wall'
import look from './wall.module.css'
import { WallCharts } from './WallCharts'
import { WallNow } from './WallNow'
import { WallTiles } from './WallTiles'

/** The live wall: how it stands now, what the window counted, how it went minute by minute. */
export function WallBoard({ place, links }: { place: Place; links: { chats: string; wall: string } }) {
  const { t } = useTranslation('insight')
  const go = useNavigate()
  const search = useSearch({ strict: false }) as { window?: string; brand?: string }
  const window = windowOf(search.window)
  const { board, series } = useWall(place, window)
  const line = useLineState()
  const points = series.data?.items ?? []
  const change = (next: { window?: string; brand?: string | undefined }) => void go({ to: links.wall, search: { ...search, ...next } as never, replace: true })
  return (
    <Async query={board} loading={<Loading lines={10} />}>
      {(wall) => (
        <>
          <div className={look.bar}>
            <Choice label={t('window.label')} value={window} onChange={(name) => change({ window: name })} options={windows.map((value) => ({ value, text: t(`window.${value}`) }))} />
            <span className={look.since}>
              {wall.window.event && <strong>{wall.window.event} </strong>}
              {t('window.from')} <TimeText at={wall.window.from} zone={wall.brand?.timezone} style={window === 'event' ? 'full' : 'time'} />
            </span>
            <span className={look.pulse} data-on={line === 'on'}>
              {t(line === 'on' ? 'live.on' : 'live.off')} <TimeText at={wall.at} style="time" zone={wall.brand?.timezone} />
            </span>
          </div>
          <WallNow now={wall.now} points={points} links={links} brand={place.brand} />
          <WallTiles wall={wall} points={points} chats={links.chats} brand={place.brand} />
          <WallCharts points={points} rules={wall.rules} zone={wall.brand?.timezone} />
          {wall.brands && (
            <Panel title={t('brands.title')} note={t('brands.note')}>
              <BrandLines lines={wall.brands} to={links.wall} window={window} />
            </Panel>
          )}
          <Formulas wall={wall} />
        </>
      )}
    </Async>
  )
}
