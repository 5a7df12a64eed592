import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DurationText, Tag, TimeText, toast, useShortcut } from '@/ui'
import { asFault } from '@/api'
import desk from './Desk.module.css'
import type { useMoves } from './useDesk'
import type { Board, Chat } from './wire'

const states = ['available', 'break', 'training', 'offline'] as const

/** The left column: where I am, what is offered to me, what I hold. */
export function Inbox(props: {
  board: Board
  readAt: number
  open: string | null
  unread: Record<string, number>
  typing: Record<string, boolean>
  moves: ReturnType<typeof useMoves>
  onOpen: (id: string) => void
  onAccept: (id: string) => void
}) {
  const { t } = useTranslation('agent')
  const { board } = props
  const now = useServerNow(board.now, props.readAt)
  return (
    <section className={desk.inbox} aria-label={t('desk.inbox')}>
      <Where board={board} moves={props.moves} />
      {board.reservations.map((one) => (
        <Offered key={one.id} one={one} left={Date.parse(one.lapses_at) - now} onAccept={() => props.onAccept(one.id)} onReject={() => props.moves.reject.mutate(one.id)} />
      ))}
      <h2 className={desk.small}>
        {t('desk.mine')} <span className="num">{`${board.chats.length} / ${board.capacity}`}</span>
      </h2>
      <ul className={desk.chats}>
        {board.chats.map((chat) => (
          <li key={chat.id}>
            <Row chat={chat} now={now} current={chat.id === props.open} unread={props.unread[chat.id] ?? 0} typing={props.typing[chat.id] ?? false} onOpen={() => props.onOpen(chat.id)} />
          </li>
        ))}
      </ul>
      {board.chats.length === 0 && <p className={desk.quiet}>{t('desk.nobody')}</p>}
      {board.wrap_ups.length > 0 && (
        <>
          <h2 className={desk.small}>{t('desk.wrapping')}</h2>
          <ul className={desk.chats}>
            {board.wrap_ups.map((one) => (
              <li key={one.chat_id}>
                <button className={desk.row} aria-current={one.chat_id === props.open ? 'true' : undefined} onClick={() => props.onOpen(one.chat_id)}>
                  <strong>{t('desk.wrapUp')}</strong>
                  <span className={desk.faint}>
                    <DurationText ms={Math.max(0, Date.parse(one.ends_at) - now)} />
                  </span>
                </button>
                <Button size="small" onClick={() => props.moves.wrapped.mutate(one.chat_id)}>
                  {t('desk.wrapped')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** The server's time, each second, so that a wrong clock of the device does not shorten an offer. */
function useServerNow(serverNow: string, readAt: number): number {
  const ahead = Date.parse(serverNow) - readAt
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(tick)
  }, [])
  return now + ahead
}

function Where({ board, moves }: { board: Board; moves: ReturnType<typeof useMoves> }) {
  const { t } = useTranslation('agent')
  const field = useRef<HTMLSelectElement>(null)
  useShortcut('Alt+p', t('desk.keys.state'), () => field.current?.focus())
  // What was chosen stands while it is being asked for; the answer is the board.
  const asked = moves.state.isPending ? moves.state.variables.state : board.state
  const shown = states.find((one) => one === asked) ?? asked
  return (
    <div className={desk.where}>
      <strong>{t('desk.title')}</strong>
      <label className={desk.state} data-state={board.state}>
        <span className="unseen">{t('desk.state')}</span>
        <select
          ref={field}
          value={shown}
          disabled={moves.state.isPending}
          onChange={(picked) =>
            moves.state.mutate(
              { state: picked.target.value },
              { onError: (thrown) => toast({ text: asFault(thrown).code === 'not_on_shift' ? t('desk.notOnShift') : t('desk.failed'), tone: 'bad' }) },
            )
          }
        >
          {states.map((one) => (
            <option key={one} value={one}>
              {t(`desk.states.${one}`)}
            </option>
          ))}
          {!states.some((one) => one === shown) && <option value={shown}>{t(`desk.states.${shown}`)}</option>}
        </select>
      </label>
      <p className={desk.faint}>
        {board.shift ? board.shift.brand_name : t('desk.noShift')}
        {board.why === 'missed_chat' && ` · ${t('desk.missed')}`}
        {board.next_state && ` · ${t('desk.nextState', { state: t(`desk.states.${board.next_state}`) })}`}
      </p>
    </div>
  )
}

/** A conversation that is mine for a few seconds. Accept takes the focus when nobody is writing, so that Enter takes it. */
function Offered({ one, left, onAccept, onReject }: { one: Board['reservations'][number]; left: number; onAccept: () => void; onReject: () => void }) {
  const { t } = useTranslation('agent')
  const accept = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const at = document.activeElement
    if (!at || at === document.body || !/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) accept.current?.focus()
  }, [])
  return (
    <div className={desk.offer} role="group" aria-label={t('desk.offered')}>
      <div className={desk.offerHead}>
        <strong>{t('desk.offered')}</strong>
        <span className="num" aria-hidden>
          {t('desk.left', { n: Math.max(0, Math.ceil(left / 1000)) })}
        </span>
      </div>
      <p>{reasonIn(t, one.chat.reason)}</p>
      <div className={desk.bar} aria-hidden>
        <span style={{ width: `${Math.max(0, Math.min(100, left / 150))}%` }} />
      </div>
      <div className={desk.offerFoot}>
        <Button ref={accept} type="primary" size="small" onClick={onAccept}>
          {t('desk.accept')}
        </Button>
        <Button size="small" onClick={onReject}>
          {t('desk.reject')}
        </Button>
      </div>
    </div>
  )
}

/** A reason of ours in words; a colleague's own words as they are. */
export function reasonIn(t: TFunction<'agent'>, reason: string | undefined): string {
  return reason ? t(`desk.reasons.${reason}`, { defaultValue: reason }) : ''
}

function Row({ chat, now, current, unread, typing, onOpen }: { chat: Chat; now: number; current: boolean; unread: number; typing: boolean; onOpen: () => void }) {
  const { t } = useTranslation('agent')
  const waits = chat.shopper_at && (!chat.reply_at || chat.reply_at < chat.shopper_at) ? now - Date.parse(chat.shopper_at) : 0
  return (
    <button className={desk.row} aria-current={current ? 'true' : undefined} onClick={onOpen}>
      <strong>{nameOf(chat, t('desk.guest'))}</strong>
      {unread > 0 && (
        <span className={desk.badge}>
          {unread}
          <span className="unseen">{t('desk.unread')}</span>
        </span>
      )}
      <span className={desk.rowText}>{typing ? t('desk.typing') : reasonIn(t, chat.reason)}</span>
      {waits > 0 ? (
        <Tag tone={waits > 120_000 ? 'bad' : waits > 30_000 ? 'warn' : 'plain'}>
          {t('desk.waits')} <DurationText ms={Math.floor(waits / 1000) * 1000} />
        </Tag>
      ) : (
        <span className={desk.faint}>{chat.reply_at && <TimeText at={chat.reply_at} style="time" />}</span>
      )}
    </button>
  )
}

export function nameOf(chat: Pick<Chat, 'shopper_ref'>, guest: string): string {
  return chat.shopper_ref.startsWith('guest-') ? `${guest} ${chat.shopper_ref.slice(-4)}` : chat.shopper_ref
}
