import { Button } from 'antd'
import { confirm, DurationText, Empty, FaultFace, Grid, Journey, LangSwitch, Loading, LongWork, LookSwitch, Money, PageHead, Panel, ShareText, StatCard, TagList, TimeText, toast } from '@/ui'
import { Fault } from '@/api'
import { BarPay, CoverageChart, FanChart, Funnel, LineWall } from '@/ui/charts'
import * as sample from './sample'

/** Every part on one page, with made-up figures: to look at while building, never in the product (the route exists in development only). */
export default function Gallery() {
  return (
    <main style={{ maxWidth: 1200, margin: '0 auto', padding: 24 }}>
      <PageHead title={sample.words.title} lead={sample.words.lead} trail={[{ label: sample.words.home, to: '/' }]} actions={<><LangSwitch /><LookSwitch /></>} />
      <Grid of="stats">
        <StatCard label={sample.words.resolved} figure={<ShareText bp={7_830} />} change={{ text: '+2.1%', is: 'good', direction: 'up' }} line={sample.spark} />
        <StatCard label={sample.words.wait} figure={<DurationText ms={18_000} />} change={{ text: '+4 s', is: 'bad', direction: 'up' }} line={[...sample.spark].reverse()} />
        <StatCard label={sample.words.gmv} figure={<Money minor={1_284_550_00} currency="CNY" short />} foot={<TimeText at="2026-11-11T00:00:00Z" style="day" />} to="/" />
        <StatCard label={sample.words.queue} figure="37" change={{ text: '0', is: 'flat', direction: 'level' }} line={sample.spark} />
      </Grid>
      <Grid of="wide">
        <Panel><FanChart title={sample.words.fan} points={sample.fan} /></Panel>
        <Panel><CoverageChart title={sample.words.coverage} points={sample.coverage} /></Panel>
        <Panel><LineWall title={sample.words.wall} times={sample.times} lines={sample.lines} text={(n) => `${Math.round(n)} s`} limit={30} /></Panel>
        <Panel><BarPay title={sample.words.pay} days={sample.pay} currency="CNY" /></Panel>
        <Panel><Funnel title={sample.words.funnel} steps={sample.funnel} /></Panel>
        <Panel title={sample.words.work}>
          <Grid>
            <LongWork title={sample.words.import} done={42_000} total={100_000} state="running" onCancel={() => toast({ text: 'cancel' })} />
            <LongWork title={sample.words.import} done={100_000} total={100_000} state="done" />
          </Grid>
          <p />
          <TagList tags={sample.tags} />
        </Panel>
      </Grid>
      <Panel title={sample.words.way}><Journey steps={sample.steps} at="b" /></Panel>
      <Grid>
        <Panel><Empty title={sample.words.empty} hint={sample.words.hint} action={<Button type="primary">{sample.words.do}</Button>} /></Panel>
        <Panel><FaultFace thrown={new Fault({ status: 503, code: 'http.503' })} onRetry={() => toast({ text: 'retry', undo: () => undefined })} /></Panel>
        <Panel>
          <Loading />
          <Button danger onClick={() => void confirm({ title: sample.words.sure, text: sample.words.hint, yes: sample.words.do, danger: true })}>{sample.words.do}</Button>
        </Panel>
      </Grid>
    </main>
  )
}
