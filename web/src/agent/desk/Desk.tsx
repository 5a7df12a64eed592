import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { announce, Async, Empty, Loading, toast, useShortcut } from '@/ui'
import { asFault } from '@/api'
import { Copilot } from './Copilot'
import desk from './Desk.module.css'
import { Inbox } from './Inbox'
import { keepRead, readSeqs } from './kept'
import { Leave, type Leaving } from './Leave'
import { Talk, type TalkHandle } from './Talk'
import { useBoard, useHeld, useMoves } from './useDesk'
import { useWake } from './useWake'
import { Warnings } from './Warnings'
import type { Board, Draft, Message } from './wire'

export default function Desk() {
  const { t } = useTranslation('agent')
  const { query, again } = useBoard((kind) => toast({ text: t(`desk.told.${kind}`), tone: kind === 'taken_over' ? 'bad' : 'plain' }))
  useWake((asleep) => {
    again()
    if (asleep > 0) toast({ text: t('desk.awake', { n: Math.max(1, Math.round(asleep / 60_000)) }) })
  })
  return (
    <div className={desk.desk}>
      <h1 className="unseen">{t('desk.title')}</h1>
      <Async query={query} loading={<Loading lines={8} />}>
        {(board) => <Table board={board} readAt={query.dataUpdatedAt} again={again} />}
      </Async>
    </div>
  )
}

type View = 'inbox' | 'talk' | 'help'

/** The desk with its three columns; on a phone one at a time, chosen below. */
function Table({ board, readAt, again }: { board: Board; readAt: number; again: () => void }) {
  const { t } = useTranslation('agent')
  const moves = useMoves(again)
  const [picked, pick] = useState<string | null>(null)
  const [view, setView] = useState<View>('inbox')
  const [leaving, setLeaving] = useState<Leaving | null>(null)
  const talk = useRef<TalkHandle>(null)
  const ids = board.chats.map((one) => one.id)
  const wrapping = board.wrap_ups.map((one) => one.chat_id)
  const open = picked && (ids.includes(picked) || wrapping.includes(picked)) ? picked : (ids[0] ?? null)
  const { unread, heard, read } = useUnread(board, open)
  const typing = useHeld(ids, heard)
  useTitle(Object.values(unread).reduce((sum, n) => sum + n, 0) + board.reservations.length)

  const choose = useCallback(
    (id: string) => {
      pick(id)
      setView('talk')
      requestAnimationFrame(() => talk.current?.focus())
    },
    [],
  )
  useEffect(() => {
    if (open) read(open)
  }, [open, read, board])
  useSurprise(board, open, again)

  const step = (by: number) => {
    const all = [...ids, ...wrapping.filter((one) => !ids.includes(one))]
    const at = Math.max(0, all.indexOf(open ?? ''))
    const next = all[(at + by + all.length) % all.length]
    if (next) choose(next)
  }
  const accept = (id: string) =>
    moves.accept.mutate(id, {
      onSuccess: (chat) => choose(chat.id),
      onError: (thrown) => toast({ text: asFault(thrown).code === 'reservation_unknown' ? t('desk.lapsed') : t('desk.failed'), tone: 'bad' }),
    })
  const first = board.reservations[0]
  useShortcut('Alt+ArrowDown', t('desk.keys.next'), () => step(1))
  useShortcut('Alt+ArrowUp', t('desk.keys.previous'), () => step(-1))
  useShortcut('Alt+a', t('desk.keys.accept'), () => first && accept(first.id))
  useShortcut('Alt+i', t('desk.keys.write'), () => talk.current?.focus())
  useShortcut('Alt+t', t('desk.keys.transfer'), () => open && ids.includes(open) && setLeaving({ id: open, how: 'transfer' }))
  useShortcut('Alt+w', t('desk.keys.close'), () => {
    if (!open) return
    if (wrapping.includes(open)) moves.wrapped.mutate(open)
    else setLeaving({ id: open, how: 'close' })
  })

  const waiting = Object.values(unread).some((n) => n > 0) || board.reservations.length > 0
  return (
    <>
      <Warnings held={[...ids, ...wrapping]} />
      <div className={desk.columns} data-view={view}>
        <Inbox board={board} readAt={readAt} open={open} unread={unread} typing={typing} moves={moves} onOpen={choose} onAccept={accept} />
        <section className={desk.middle} aria-label={t('desk.conversation')} data-chat={open ?? undefined}>
          {open ? (
            <Talk key={open} id={open} held={ids.includes(open)} typing={typing[open] ?? false} handle={talk} onLeave={(how) => setLeaving({ id: open, how })} onWrapped={() => moves.wrapped.mutate(open)} />
          ) : (
            <NoChat board={board} moves={moves} />
          )}
        </section>
        <aside className={desk.help} aria-label={t('desk.copilot')}>
          {open && ids.includes(open) ? (
            <Copilot
              key={open}
              id={open}
              onInsert={(draft: Draft) => {
                talk.current?.insert(draft)
                setView('talk')
              }}
            />
          ) : (
            <Empty title={t('desk.helpNone')} hint={t('desk.helpHint')} />
          )}
        </aside>
      </div>
      <nav className={desk.switcher} aria-label={t('desk.views')}>
        {(['inbox', 'talk', 'help'] as const).map((one) => (
          <button key={one} aria-pressed={view === one} onClick={() => setView(one)}>
            {t(`desk.view.${one}`)}
            {one === 'inbox' && waiting && <span className={desk.dot} aria-label={t('desk.news')} />}
          </button>
        ))}
      </nav>
      {leaving && <Leave leaving={leaving} moves={moves} onDone={() => setLeaving(null)} />}
    </>
  )
}

/** Nothing is open: what that means where I am, and the step that changes it. */
function NoChat({ board, moves }: { board: Board; moves: ReturnType<typeof useMoves> }) {
  const { t } = useTranslation('agent')
  if (board.state === 'available') return <Empty title={t('desk.none')} hint={t('desk.noneReady')} />
  if (!board.shift) {
    return (
      <Empty
        title={t('desk.noShift')}
        hint={t('desk.noShiftHint')}
        action={
          <Link to="/agent/market">
            <Button tabIndex={-1}>{t('desk.toMarket')}</Button>
          </Link>
        }
      />
    )
  }
  const go = () => moves.state.mutate({ state: 'available' }, { onError: (thrown) => toast({ text: t(asFault(thrown).code === 'not_on_shift' ? 'desk.notOnShift' : 'desk.failed'), tone: 'bad' }) })
  return (
    <Empty
      title={t('desk.none')}
      hint={t('desk.noneAway')}
      action={
        <Button type="primary" size="large" loading={moves.state.isPending} onClick={go}>
          {t('desk.goAvailable')}
        </Button>
      }
    />
  )
}

/** Counts what came from the shopper since a conversation was last looked at, on this device. */
function useUnread(board: Board, open: string | null) {
  const [seen, setSeen] = useState(readSeqs)
  const [latest, setLatest] = useState<Record<string, number>>({})
  const { t } = useTranslation('agent')
  const heard = useCallback(
    (id: string, message: Message) => {
      setLatest((before) => ({ ...before, [id]: Math.max(before[id] ?? 0, message.seq) }))
      if (message.author === 'shopper') announce(t('desk.says', { text: message.text.slice(0, 80) }))
    },
    [t],
  )
  const lastOf = useCallback((id: string) => Math.max(latest[id] ?? 0, board.chats.find((one) => one.id === id)?.last_seq ?? 0), [latest, board])
  const read = useCallback(
    (id: string) =>
      setSeen((before) => {
        const last = lastOf(id)
        if ((before[id] ?? 0) >= last) return before
        const held = new Set(board.chats.map((one) => one.id))
        const next = Object.fromEntries([...Object.entries(before).filter(([one]) => held.has(one)), [id, last]])
        keepRead(next)
        return next
      }),
    [lastOf, board],
  )
  const unread: Record<string, number> = {}
  for (const one of board.chats) unread[one.id] = one.id === open ? 0 : Math.max(0, lastOf(one.id) - (seen[one.id] ?? 0))
  return { unread, heard, read }
}

/** A conversation that is offered or taken away is said aloud. */
function useSurprise(board: Board, open: string | null, again: () => void) {
  const { t } = useTranslation('agent')
  const known = useRef(new Set<string>())
  useEffect(() => {
    for (const one of board.reservations) {
      if (!known.current.has(one.id)) announce(t('desk.offered'), 'assertive')
      known.current.add(one.id)
    }
  }, [board.reservations, t])
  useEffect(() => {
    const soonest = Math.min(...board.reservations.map((one) => Date.parse(one.lapses_at)), ...board.wrap_ups.map((one) => Date.parse(one.ends_at)))
    if (!Number.isFinite(soonest)) return
    const timer = setTimeout(again, Math.max(500, soonest - Date.parse(board.now) + 300))
    return () => clearTimeout(timer)
  }, [board, open, again])
}

function useTitle(news: number) {
  const { t } = useTranslation(['agent', 'ui'])
  const title = t('agent:desk.title')
  useEffect(() => {
    document.title = `${news > 0 ? `(${news}) ` : ''}${title} · ${t('ui:product')}`
  }, [news, title, t])
}
