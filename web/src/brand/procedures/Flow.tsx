import { useTranslation } from 'react-i18next'
import { edgesOf, lanesOf, type Edge, type Step } from './flow'
import look from './procedures.module.css'

const row = 92
const box = 68
const laneWidth = 22

/** The steps one under another, with an arrow for every way that a run may take. The list reads without the arrows. */
export function Flow({ steps }: { steps: Step[] }) {
  const { t, i18n } = useTranslation('brand')
  const edges = edgesOf(steps)
  const lanes = lanesOf(edges)
  const wide = (Math.max(-1, ...lanes.map(({ lane }) => lane)) + 1) * laneWidth + 12
  return (
    <div className={look.flow} style={{ paddingRight: wide }}>
      <svg className={look.arrows} width="100%" height={steps.length * row} aria-hidden="true">
        <defs>
          <marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8Z" fill="context-stroke" />
          </marker>
        </defs>
      </svg>
      <svg className={look.lanes} width={wide} height={steps.length * row} aria-hidden="true">
        {lanes.map(({ edge, lane }) => (
          <path key={`${edge.from}-${edge.to}-${edge.kind}`} d={aside(edge, lane)} data-kind={edge.kind} markerEnd="url(#flow-tip)" />
        ))}
      </svg>
      <ol>
        {steps.map((step, i) => (
          <li key={step.id} className={look.step} data-kind={step.kind} style={{ height: box, marginBottom: row - box }}>
            <span className={look.stepHead}>
              <b>{t(`procedures.kinds.${step.kind}`)}</b>
              <code>{step.id}</code>
              {step.if && <span className={look.chip} title={step.if}>{t('procedures.if')}</span>}
              {step.end && <span className={look.chip}>{t('procedures.end')}</span>}
            </span>
            <span className={look.stepText} title={step.text}>{(i18n.language === 'en' && step.text_en) || step.text}</span>
            <span className={look.leads}>
              {edges
                .filter((edge) => edge.from === i && edge.to !== i + 1)
                .map((edge) => (
                  <span key={edge.kind} data-kind={edge.kind}>
                    {t(`procedures.ways.${edge.kind}`)} → {steps[edge.to]!.id}
                  </span>
                ))}
            </span>
            {edges.some((edge) => edge.from === i && edge.to === i + 1) && <i className={look.down} aria-hidden="true" />}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** An arrow that leaves a step on the right and comes back in at another. */
function aside(edge: Edge, lane: number): string {
  const out = 6 + (lane + 1) * laneWidth - 8
  const from = edge.from * row + box * 0.6
  const to = edge.to * row + box * 0.4
  const bend = edge.from < edge.to ? 8 : -8
  return `M0 ${from} H${out - 8} Q${out} ${from} ${out} ${from + bend} V${to - bend} Q${out} ${to} ${out - 8} ${to} H3`
}
