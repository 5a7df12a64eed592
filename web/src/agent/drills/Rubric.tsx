import { useTranslation } from 'react-i18next'
import look from './Drills.module.css'
import { GoOver } from './GoOver'
import { said, type Again, type Item } from './shape'

/** Rows that no single message can mend. */
const wholeTalk = ['resolution', 'speed', 'attention']

/** Every row: what it is worth, what was got, the message behind it, and what would have been better. */
export function Rubric({ items, onShow, drill, agains }: { items: Item[]; onShow: (seq: number) => void; drill: string; agains: Again[] }) {
  const { t, i18n } = useTranslation('agent')
  return (
    <table className={look.rubric}>
      <caption className="unseen">{t('drills.rubric')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('drills.item')}</th>
          <th scope="col">{t('drills.points')}</th>
          <th scope="col">{t('drills.message')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => {
          const [kind = one.id, what = ''] = one.id.split(':')
          return (
            <tr key={one.id} data-lost={one.got < one.points || undefined}>
              <th scope="row">
                <span>
                  {t(`drills.items.${kind}`)}
                  {what && <span className={look.faint}> {t(`drills.needs.${what}`, what)}</span>}
                </span>
                <p>{said(one.says, i18n.language)}</p>
                {one.better && (
                  <blockquote>
                    <span>{t('drills.better')}</span>
                    {one.better}
                  </blockquote>
                )}
                {one.got < one.points && !wholeTalk.includes(kind) && <GoOver drill={drill} item={one.id} had={agains.findLast((had) => had.item === one.id)} />}
              </th>
              <td className="num">
                {one.got}/{one.points}
              </td>
              <td>
                {one.seq > 0 && (
                  <button type="button" className={look.link} onClick={() => onShow(one.seq)}>
                    {t('drills.showMessage', { n: one.seq })}
                  </button>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
