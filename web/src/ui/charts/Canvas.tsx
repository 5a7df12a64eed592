import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLook } from '../look'
import figure from './Figure.module.css'

/** Draws an option; fetches the engine on first use, follows its box and the look. */
export function Canvas({ option, says }: { option: EChartsCoreOption; says: string }) {
  const { t } = useTranslation('ui')
  const box = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<EChartsType | null>(null)
  const look = useLook()
  useEffect(() => {
    let gone = false
    let drawn: EChartsType | undefined
    const resize = new ResizeObserver(() => drawn?.resize())
    void import('./engine').then(({ init }) => {
      if (gone || !box.current) return
      drawn = init(box.current)
      resize.observe(box.current)
      setChart(drawn)
    })
    return () => {
      gone = true
      resize.disconnect()
      drawn?.dispose()
      setChart(null)
    }
  }, [look])
  useEffect(() => {
    chart?.setOption(option, { notMerge: true })
  }, [chart, option])
  return (
    <div ref={box} className={figure.canvas} role="img" aria-label={says}>
      {!chart && <span className={figure.waiting}>{t('loading')}</span>}
    </div>
  )
}
