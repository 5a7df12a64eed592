import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/api'
import { Async, CountText, Empty, Grid, PageHead, Panel, Rows, ShareText, StatCard, Tag, TimeText, type Column } from '@/ui'

type Factor = { code: string; count: number; weight: number; credit: number; effect_bp: number }
type Mark = { shift_id: string; kind: string; brand_name: string; event: string; starts: string; appeal?: string; words?: string; answer?: string }
type Found = { score_bp: number; since: string; factors: Factor[]; marks: Mark[] }

/** The score with everything it is made of: each factor, its weight, what it does, and the shifts behind it. */
export default function Reliability() {
  const { t } = useTranslation('agent')
  const query = useQuery({ queryKey: ['/agent/reliability'], queryFn: ({ signal }) => api.get<Found>('/agent/reliability', { signal }) })
  return (
    <>
      <PageHead title={t('reliability.title')} lead={t('reliability.lead')} />
      <Async query={query}>{(found) => <Score found={found} />}</Async>
    </>
  )
}

function Score({ found }: { found: Found }) {
  const { t } = useTranslation('agent')
  const factors: Column<Factor>[] = [
    { key: 'code', title: t('reliability.factor'), cell: (row) => t(`reliability.factors.${row.code}`) },
    { key: 'count', title: t('reliability.count'), align: 'end', cell: (row) => <CountText n={row.count} /> },
    { key: 'weight', title: t('reliability.weight'), align: 'end', cell: (row) => <ShareText bp={row.weight * 100} digits={0} /> },
    { key: 'credit', title: t('reliability.credit'), align: 'end', cell: (row) => <ShareText bp={row.credit * 100} digits={0} /> },
    { key: 'effect', title: t('reliability.effect'), align: 'end', cell: (row) => <Effect bp={row.effect_bp} /> },
  ]
  const marks: Column<Mark>[] = [
    { key: 'what', title: t('shifts.brand'), cell: (row) => `${row.brand_name} · ${row.event}` },
    { key: 'kind', title: t('reliability.mark'), cell: (row) => <Tag tone="warn">{t(`reliability.factors.${row.kind}`)}</Tag> },
    { key: 'when', title: t('shifts.when'), cell: (row) => <TimeText at={row.starts} /> },
    {
      key: 'appeal',
      title: t('appeal.title'),
      cell: (row) =>
        row.appeal ? (
          <>
            <Tag tone={row.appeal === 'upheld' ? 'good' : 'plain'}>{t(`appeal.short.${row.appeal}`)}</Tag> {row.answer}
          </>
        ) : (
          '–'
        ),
    },
  ]
  return (
    <>
      <Grid of="stats">
        <StatCard label={t('reliability.score')} figure={<ShareText bp={found.score_bp} digits={1} />} foot={t('reliability.scoreFoot')} />
        <StatCard label={t('reliability.since')} figure={<TimeText at={found.since} style="day" />} foot={t('reliability.sinceFoot')} />
      </Grid>
      <Panel title={t('reliability.formula')} note={t('reliability.formulaNote')}>
        <Rows rows={found.factors} columns={factors} rowKey={(row) => row.code} caption={t('reliability.formula')} />
        <p>{t('reliability.not')}</p>
      </Panel>
      <Panel title={t('reliability.marks')} note={t('reliability.marksNote')}>
        {found.marks.length === 0 ? (
          <Empty title={t('reliability.noMarks')} />
        ) : (
          <Rows rows={found.marks} columns={marks} rowKey={(row) => row.shift_id} caption={t('reliability.marks')} to={(row) => `/agent/shifts/${row.shift_id}`} />
        )}
      </Panel>
    </>
  )
}

/** What a factor does to the score, in points; the sign says which way. */
function Effect({ bp }: { bp: number }) {
  return (
    <span className="num">
      {bp > 0 ? '+' : bp < 0 ? '−' : ''}
      <ShareText bp={Math.abs(bp)} digits={1} />
    </span>
  )
}
