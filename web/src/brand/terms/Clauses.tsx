import { Button, Checkbox, Input, InputNumber, Select, Slider } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWords } from '@/billing/useWords'
import { decimalOf, decimalsOf, minorOf, unitsOf } from '@/money/decimals'
import { Panel } from '@/ui'
import { Samples } from './Samples'
import look from './terms.module.css'
import { addTier, dropTier, examplesOf, withFloor, withRule, withTier, type Shown, type Version } from './terms'

type Edit = { terms: Version; change: (next: Version) => void; shown: Shown | undefined; currency: string; wrong: { clause: string; says: string } | undefined }

/** One clause: its fields, and beside them what it costs by example. */
function Clause({ edit, clause, title, note, children }: { edit: Edit; clause: string; title: string; note?: string; children: ReactNode }) {
  const wrong = edit.wrong?.clause === clause ? edit.wrong.says : ''
  return (
    <Panel title={title} note={note}>
      <div className={look.clause}>
        <div>
          {children}
          {wrong && <p role="alert" className={look.wrong}>{wrong}</p>}
        </div>
        <Samples of={examplesOf(edit.shown, clause)} currency={edit.currency} />
      </div>
    </Panel>
  )
}

function Num({ label, value, step = 1, min = 0, max, onChange }: { label: string; value: number | undefined; step?: number; min?: number; max?: number; onChange: (n: number) => void }) {
  return (
    <label className={look.field}>
      {label}
      <InputNumber value={value ?? null} step={step} min={min} {...(max === undefined ? {} : { max })} onChange={(n) => onChange(n ?? 0)} style={{ width: '100%' }} />
    </label>
  )
}

/** An amount as people type it, in the decimals of its currency. */
function Sum({ label, minor, currency, onChange }: { label: string; minor: number; currency: string; onChange: (minor: number) => void }) {
  return (
    <label className={look.field}>
      {label}
      <InputNumber<string> stringMode min="0" precision={decimalsOf(currency)} suffix={currency} value={decimalOf(minor, currency)} onChange={(typed) => onChange(minorOf(typed ?? '0', currency))} style={{ width: '100%' }} />
    </label>
  )
}

/** Prices by conversation, by what the bot settles, by order won, by seat. */
export function Rules({ edit }: { edit: Edit }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const { terms, change } = edit
  return (
    <>
      {terms.rules.map((rule, i) => {
        const set = (next: Partial<typeof rule>) => change(withRule(terms, i, next))
        return (
          <Clause key={rule.id} edit={edit} clause={`rules[${i}]`} title={t(`terms.kinds.${rule.kind}`, { defaultValue: rule.kind })} note={rule.kind === 'seat' ? word('seats', rule.id) : [word('services', rule.service), rule.channel && word('platforms', rule.channel)].filter(Boolean).join(' · ')}>
            {rule.tiers && (
              <>
                {rule.tiers.map((tier, k) => (
                  <div key={k} className={look.tier}>
                    {tier.up_to === undefined ? <label className={look.field}>{t('terms.beyond')}<Input disabled value="∞" /></label> : <Num label={t('terms.upTo')} value={tier.up_to} min={1} onChange={(n) => set({ tiers: withTier(rule.tiers!, k, { up_to: n }) })} />}
                    <Num label={t('terms.each')} value={tier.unit_micro / 1e6} step={0.05} onChange={(n) => set({ tiers: withTier(rule.tiers!, k, { unit_micro: Math.round(n * 1e6) }) })} />
                    <Button disabled={rule.tiers!.length < 2} onClick={() => set({ tiers: dropTier(rule.tiers!, k) })} aria-label={t('terms.dropTier', { n: k + 1 })}>×</Button>
                  </div>
                ))}
                <Button onClick={() => set({ tiers: addTier(rule.tiers!) })}>{t('terms.addTier')}</Button>
              </>
            )}
            <div className={look.fields}>
              {rule.kind === 'resolution' && <Num label={t('terms.confirmed')} value={(rule.confirmed_micro ?? 0) / 1e6} step={0.05} onChange={(n) => set({ confirmed_micro: Math.round(n * 1e6) })} />}
              {rule.kind === 'resolution' && <Num label={t('terms.assumed')} value={(rule.assumed_micro ?? 0) / 1e6} step={0.05} onChange={(n) => set({ assumed_micro: Math.round(n * 1e6) })} />}
              {rule.kind === 'conversion' && <Num label={t('terms.share')} value={(rule.bp ?? 0) / 100} step={0.1} max={100} onChange={(n) => set({ bp: Math.round(n * 100) })} />}
              {rule.kind === 'conversion' && <Sum label={t('terms.fee')} minor={rule.fee_minor ?? 0} currency={edit.currency} onChange={(fee_minor) => set({ fee_minor })} />}
              {rule.kind === 'conversion' && <Num label={t('terms.clawback')} value={rule.clawback_days} max={90} onChange={(n) => set({ clawback_days: n })} />}
              {rule.kind === 'seat' && <Num label={t('terms.hour')} value={(rule.seat_micro ?? 0) / 1e6} step={0.5} onChange={(n) => set({ seat_micro: Math.round(n * 1e6) })} />}
            </div>
          </Clause>
        )
      })}
    </>
  )
}

/** Floors: what is promised, what a miss pays, and how much at most. */
export function Guarantees({ edit }: { edit: Edit }) {
  const { t } = useTranslation('billing')
  const word = useWords()
  const { terms, change } = edit
  return (
    <>
      {(terms.guarantees ?? []).map((floor, i) => {
        const set = (next: Partial<typeof floor>) => change(withFloor(terms, i, next))
        return (
          <Clause key={floor.id} edit={edit} clause={`guarantees[${i}]`} title={word('dimensions', floor.dimension)} note={t('terms.floorNote')}>
            <label className={look.field}>
              {t('terms.floor')} {floor.floor_ppm / 10_000}%
              <Slider min={500_000} max={1_000_000} step={5_000} value={floor.floor_ppm} tooltip={{ formatter: (n) => `${(n ?? 0) / 10_000}%` }} ariaLabelForHandle={t('terms.floor')} onChange={(n) => set({ floor_ppm: n })} />
            </label>
            <div className={look.fields}>
              <Sum label={t('terms.miss')} minor={floor.unit_minor} currency={edit.currency} onChange={(n) => set({ unit_minor: Math.max(1, n) })} />
              <Num label={t('terms.cap')} value={floor.cap_bp / 100} max={100} onChange={(n) => set({ cap_bp: Math.round(n * 100) })} />
            </div>
          </Clause>
        )
      })}
    </>
  )
}

/** Clauses that a contract may or may not have. */
export function Extras({ edit }: { edit: Edit }) {
  const { t } = useTranslation('billing')
  const { terms, change } = edit
  const counted = terms.rules.find((rule) => rule.kind === 'conversation')
  const { commitment, incentive, rates, ...rest } = terms
  const without = (what: 'commitment' | 'incentive' | 'rates'): Version => {
    const next: Version = { ...rest }
    if (commitment && what !== 'commitment') next.commitment = commitment
    if (incentive && what !== 'incentive') next.incentive = incentive
    if (rates && what !== 'rates') next.rates = rates
    return next
  }
  return (
    <>
      <Clause edit={edit} clause="commitment" title={t('terms.commitment')} note={t('terms.commitmentNote')}>
        <Checkbox checked={!!commitment} onChange={(tick) => change(tick.target.checked ? { ...terms, commitment: { minor: unitsOf(10_000, edit.currency) } } : without('commitment'))}>{t('terms.use')}</Checkbox>
        {commitment && <Sum label={t('terms.least')} minor={commitment.minor} currency={edit.currency} onChange={(n) => change({ ...terms, commitment: { minor: n } })} />}
      </Clause>
      {counted && (
        <Clause edit={edit} clause="incentive.bands[0]" title={t('terms.incentive')} note={t('terms.incentiveNote')}>
          <Checkbox checked={!!incentive} onChange={(tick) => change(tick.target.checked ? { ...terms, incentive: { rule: counted.id, mode: 'graduated', bands: [{ min: 9000, bp: 300 }] } } : without('incentive'))}>{t('terms.use')}</Checkbox>
          {incentive && (
            <>
              <Select aria-label={t('terms.mode')} value={incentive.mode} onChange={(mode) => change({ ...terms, incentive: { ...incentive, mode } })} options={[{ value: 'graduated', label: t('terms.graduated') }, { value: 'all_units', label: t('terms.allUnits') }]} style={{ width: '100%', margin: '8px 0' }} />
              {incentive.bands.map((band, k) => (
                <div key={k} className={look.tier}>
                  <Num label={t('terms.from')} value={band.min} min={1} onChange={(n) => change({ ...terms, incentive: { ...incentive, bands: incentive.bands.map((one, j) => (j === k ? { ...one, min: n } : one)) } })} />
                  <Num label={t('terms.back')} value={band.bp / 100} step={0.5} max={100} onChange={(n) => change({ ...terms, incentive: { ...incentive, bands: incentive.bands.map((one, j) => (j === k ? { ...one, bp: Math.round(n * 100) } : one)) } })} />
                  <Button disabled={incentive.bands.length < 2} aria-label={t('terms.dropBand', { n: k + 1 })} onClick={() => change({ ...terms, incentive: { ...incentive, bands: incentive.bands.filter((_, j) => j !== k) } })}>×</Button>
                </div>
              ))}
              <Button onClick={() => change({ ...terms, incentive: { ...incentive, bands: [...incentive.bands, { min: (incentive.bands.at(-1)?.min ?? 0) + 1000, bp: (incentive.bands.at(-1)?.bp ?? 0) + 100 }] } })}>{t('terms.addBand')}</Button>
            </>
          )}
        </Clause>
      )}
      {counted && (
        <Clause edit={edit} clause="rates[0]" title={t('terms.night')} note={t('terms.nightNote')}>
          <Checkbox checked={!!rates?.length} onChange={(tick) => change(tick.target.checked ? { ...terms, rates: [{ id: 'night', bp: 3000, from: '22:00', till: '08:00' }] } : without('rates'))}>{t('terms.use')}</Checkbox>
          {rates?.map((rate, k) => {
            const set = (next: Partial<typeof rate>) => change({ ...terms, rates: rates.map((one, j) => (j === k ? { ...one, ...next } : one)) })
            return (
              <div key={rate.id} className={look.fields}>
                <label className={look.field}>{t('terms.fromClock')}<Input value={rate.from ?? ''} placeholder="22:00" maxLength={5} onChange={(typed) => set({ from: typed.target.value })} /></label>
                <label className={look.field}>{t('terms.tillClock')}<Input value={rate.till ?? ''} placeholder="08:00" maxLength={5} onChange={(typed) => set({ till: typed.target.value })} /></label>
                <Num label={t('terms.dearer')} value={rate.bp / 100} step={5} min={1} onChange={(n) => set({ bp: Math.round(n * 100) })} />
              </div>
            )
          })}
        </Clause>
      )}
    </>
  )
}
