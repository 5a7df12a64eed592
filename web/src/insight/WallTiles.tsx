import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CountText, DurationText, Money, ShareText, Sparkline } from '@/ui'
import { known, shareOf, type Board, type Point } from './wall'
import look from './wall.module.css'

type Tile = {
  key: string
  figure: ReactNode
  foot: ReactNode
  line?: number[]
  /** The number of the wall whose conversations it opens. */
  under?: string
  /** Against its target, where there is one. */
  is?: 'good' | 'bad'
}

/** What the window counted. A figure opens the conversations under it. */
export function WallTiles({ wall, points, chats, brand }: { wall: Board; points: Point[]; chats: string; brand?: string | undefined }) {
  return (
    <div className={look.tiles}>
      {useTiles(wall, points).map((tile) => (
        <TileCard key={tile.key} tile={tile} to={chats} search={{ under: tile.under, window: wall.window.name, brand }} />
      ))}
    </div>
  )
}

function useTiles(wall: Board, points: Point[]): Tile[] {
  const { t } = useTranslation('insight')
  const n = wall.numbers
  const target = wall.rules[0]!.target_bp
  return [
    {
      key: 'resolution',
      figure: <Share bp={n.resolution_bp} />,
      foot: <Of part={n.resolved} whole={n.closed} />,
      line: known(points.map((p) => shareOf(p.resolved, p.closed))),
      under: 'resolved',
    },
    {
      key: 'service',
      figure: <Share bp={n.service_level_bp} />,
      foot: <Of part={n.in_time} whole={n.ruled} />,
      line: known(points.map((p) => shareOf(p.in_time, p.ruled))),
      under: 'late',
      ...(n.service_level_bp === null ? {} : { is: n.service_level_bp >= target ? ('good' as const) : ('bad' as const) }),
    },
    { key: 'wait', figure: <Wait ms={n.wait_p90_ms} />, foot: <Median ms={n.wait_p50_ms} />, line: known(points.map((p) => p.wait_p90_ms)), under: 'taken' },
    { key: 'first', figure: <Wait ms={n.first_response_p90_ms} />, foot: <Median ms={n.first_response_p50_ms} />, under: 'escalated' },
    { key: 'csat', figure: <Share bp={n.csat_bp} />, foot: <>{t('tile.answers', { count: n.scored })} · {t('tile.response')} <Share bp={n.response_bp} /></>, under: 'unhappy' },
    { key: 'closed', figure: <CountText n={n.closed} />, foot: <>{t('tile.open')} <CountText n={wall.now.bot + wall.now.waiting + wall.now.human} /></>, line: known(points.map((p) => p.closed)), under: 'closed' },
    { key: 'transfer', figure: <Share bp={n.transfer_bp} />, foot: <Of part={n.passed_on} whole={n.closed} />, line: known(points.map((p) => p.handed)), under: 'passed_on' },
    { key: 'abandoned', figure: <CountText n={n.abandoned} />, foot: t('tile.short', { count: n.abandoned_short }), line: known(points.map((p) => p.abandoned)), under: 'abandoned' },
    {
      key: 'gmv',
      figure: n.assisted_gmv.length === 0 ? '–' : n.assisted_gmv.map((sum) => <span key={sum.currency} className={look.sum}><Money minor={sum.minor} currency={sum.currency} short /></span>),
      foot: <>{t('tile.orders', { count: n.assisted_orders })} · {t('tile.conversion')} <Share bp={n.conversion_bp} /></>,
      line: known(points.map((p) => p.assisted_orders)),
      under: 'assisted',
    },
    { key: 'guard', figure: <CountText n={n.guard_hits} />, foot: t('tile.blocked', { count: n.guard_blocked }), line: known(points.map((p) => p.guard_hits)), under: 'guard' },
    ...(wall.exposure ? [{ key: 'exposure', figure: <Money minor={wall.exposure.minor} currency={wall.exposure.currency} short />, foot: t('tile.exposure') }] : []),
    { key: 'worked', figure: <DurationText ms={n.worked_ms} />, foot: t('tile.shifts', { count: n.shifts_settled }) },
    { key: 'drills', figure: <CountText n={n.certified} />, foot: t('tile.drills', { passed: n.drills_passed, all: n.drills }) },
  ]
}

function TileCard({ tile, to, search }: { tile: Tile; to: string; search: Record<string, string | undefined> }) {
  const { t } = useTranslation('insight')
  const inside = (
    <>
      <span className={look.tileLabel}>{t(`tiles.${tile.key}`)}</span>
      <span className={`${look.tileFigure} num`}>{tile.figure}</span>
      <span className={look.tileFoot}>
        <span>
          {tile.is && <b data-is={tile.is}>{t(`against.${tile.is}`)} </b>}
          {tile.foot}
        </span>
        {tile.line && tile.line.length > 1 && <Sparkline points={tile.line} width={84} height={26} />}
      </span>
    </>
  )
  if (!tile.under) return <div className={look.tile}>{inside}</div>
  return (
    <Link to={to} search={search as never} className={look.tile} data-is={tile.is}>
      {inside}
    </Link>
  )
}

function Share({ bp }: { bp: number | null }) {
  return bp === null ? <>–</> : <ShareText bp={bp} />
}

function Wait({ ms }: { ms: number | null }) {
  return ms === null ? <>–</> : <DurationText ms={ms} />
}

function Of({ part, whole }: { part: number; whole: number }) {
  return (
    <>
      <CountText n={part} /> / <CountText n={whole} />
    </>
  )
}

function Median({ ms }: { ms: number | null }) {
  const { t } = useTranslation('insight')
  return (
    <>
      {t('tile.median')} <Wait ms={ms} />
    </>
  )
}
