import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, asFault, session, type Fault, type Page, type Role } from '@/api'
import { LangSwitch } from '@/ui'
import { safeNext } from './home'
import look from './LogIn.module.css'
import { Mark } from './Mark'
import { Weave } from './Weave'

type DemoLogIn = { role: Role; name: string; email: string; password: string }

export default function LogIn() {
  const { t } = useTranslation('shell')
  useEffect(() => {
    document.title = `${t('login.title')} · ${t('name')}`
  }, [t])
  return (
    <div className={look.page}>
      <aside className={look.story} aria-label={t('name')}>
        <Weave />
        <div className={look.sign}>
          <Mark size={40} />
          <strong>{t('name')}</strong>
        </div>
        <div className={look.words}>
          <p className={look.claim}>{t('login.claim')}</p>
          <ol className={look.steps}>
            {(['forecast', 'people', 'school', 'bill'] as const).map((step) => (
              <li key={step}>
                <strong>{t(`login.steps.${step}.title`)}</strong>
                <span>{t(`login.steps.${step}.text`)}</span>
              </li>
            ))}
          </ol>
        </div>
      </aside>
      <main className={look.side}>
        <div className={look.language}>
          <LangSwitch />
        </div>
        <div className={look.box}>
          <h1>{t('login.title')}</h1>
          <Form />
        </div>
      </main>
    </div>
  )
}

function Form() {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [busy, setBusy] = useState('')
  const [fault, setFault] = useState<Fault>()
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const enter = async (who: string, secret: string) => {
    setBusy(who)
    setFault(undefined)
    try {
      const person = await session.logIn(who, secret)
      await navigate({ to: safeNext(next, person.role), replace: true })
    } catch (thrown) {
      setFault(asFault(thrown))
      setBusy('')
      password.current?.focus()
    }
  }
  const submit = (form: FormEvent) => {
    form.preventDefault()
    void enter(email.current!.value.trim(), password.current!.value)
  }
  return (
    <>
      <form className={look.form} onSubmit={submit}>
        <label>
          {t('login.email')}
          <input ref={email} type="email" name="email" autoComplete="username" required autoFocus />
        </label>
        <label>
          {t('login.password')}
          <input ref={password} type="password" name="password" autoComplete="current-password" required aria-describedby="login-fault" />
        </label>
        <p id="login-fault" role="alert" className={look.fault}>
          {fault && (fault.status === 401 ? t('login.wrong') : fault.status === 0 ? t('login.down') : fault.message)}
        </p>
        <Button type="primary" size="large" htmlType="submit" block loading={busy !== ''}>
          {t('login.enter')}
        </Button>
      </form>
      <Demo busy={busy} enter={enter} />
    </>
  )
}

/** In demo mode the server names people to try; otherwise it answers 404 and nothing is shown. */
function Demo({ busy, enter }: { busy: string; enter: (email: string, password: string) => Promise<void> }) {
  const { t } = useTranslation('shell')
  const { data } = useQuery({ queryKey: ['/demo/logins'], queryFn: () => api.get<Page<DemoLogIn>>('/demo/logins'), retry: false, staleTime: Infinity })
  if (!data?.items?.length) return null
  return (
    <section className={look.demo} aria-label={t('login.demo')}>
      <h2>{t('login.demo')}</h2>
      <ul>
        {data.items.map((one) => (
          <li key={one.email}>
            <button disabled={busy !== ''} onClick={() => void enter(one.email, one.password)} data-role={one.role}>
              <i aria-hidden="true">{[...t(`roles.${one.role}`)][0]}</i>
              <span>
                <strong>{t(`roles.${one.role}`)}</strong>
                {one.role === 'brand' ? one.name : t(`login.does.${one.role}`)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
