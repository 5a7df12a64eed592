import { ConfigProvider, theme as ant, type ThemeConfig } from 'antd'
import type { Locale } from 'antd/es/locale'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLook, type Look } from '@/ui/look'

const font = "'Inter', 'SF Pro Text', -apple-system, 'Segoe UI', 'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"

/** Ant Design computes shades from its colours, so it needs them as numbers; they are those of look.css. */
const themes: Record<Look, ThemeConfig> = {
  light: {
    token: { ...shared('#0b4fc4', '#18202e', '#ffffff'), colorError: '#b42318', colorSuccess: '#0e7048', colorWarning: '#8a5200', colorBorder: '#8d8778', colorBorderSecondary: '#e3dfd5', colorBgLayout: '#f6f4ef', colorTextPlaceholder: '#646c7c' },
  },
  dark: {
    algorithm: ant.darkAlgorithm,
    token: { ...shared('#86aeff', '#eaeef5', '#171e2a'), colorError: '#ff958b', colorSuccess: '#5ed3a0', colorWarning: '#f1bb62', colorBorder: '#78849a', colorBgLayout: '#0e131c', colorBgElevated: '#1c2535', colorTextLightSolid: '#0b1730', colorTextPlaceholder: '#98a3b6' },
  },
  contrast: {
    token: { ...shared('#00308f', '#000000', '#ffffff'), fontSize: 17, controlHeight: 42, lineWidth: 2, colorError: '#8c0000', colorSuccess: '#00522e', colorWarning: '#5c3600', colorBorder: '#000000', colorBgLayout: '#ffffff', colorTextSecondary: '#000000', colorTextPlaceholder: '#1f1f1f' },
  },
}

function shared(primary: string, ink: string, card: string) {
  return {
    colorPrimary: primary,
    colorInfo: primary,
    colorLink: primary,
    colorTextBase: ink,
    colorBgContainer: card,
    fontFamily: font,
    fontSize: 15,
    borderRadius: 8,
    controlHeight: 38,
    controlHeightSM: 30,
    wireframe: false,
  }
}

const locales = {
  zh: () => import('antd/es/locale/zh_CN'),
  en: () => import('antd/es/locale/en_US'),
}

let firstLocale: Locale | undefined

/**
 * Has Ant Design's own words there before the first screen: words that come
 * later would put another parent around the whole app, which begins anew then,
 * with all that was asked and typed.
 */
export async function readyLook(language: string): Promise<void> {
  firstLocale = (await locales[language === 'en' ? 'en' : 'zh']()).default
}

/** Dresses Ant Design in our look and in the reader's language. */
export function AntLook({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation('ui')
  const look = useLook()
  const [locale, setLocale] = useState(firstLocale)
  useEffect(() => {
    let gone = false
    void locales[i18n.language === 'en' ? 'en' : 'zh']().then((found) => {
      if (!gone) setLocale(found.default)
    })
    return () => {
      gone = true
    }
  }, [i18n.language])
  return (
    <ConfigProvider theme={{ ...themes[look], components: { Button: { primaryShadow: 'none', defaultShadow: 'none', fontWeight: 550 } } }} {...(locale ? { locale } : {})} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  )
}
