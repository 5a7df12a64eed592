import { useQuery } from '@tanstack/react-query'
import { ConfigProvider } from 'antd'
import { useLayoutEffect, type ReactNode } from 'react'
import { api } from '@/api'

/** An agent who chose large text reads it on every page: sizes follow the root's, and Ant Design, which counts in pixels, is told. */
export function LargeText({ children }: { children: ReactNode }) {
  const path = '/agent/accommodations'
  const query = useQuery({ queryKey: [path], queryFn: ({ signal }) => api.get<{ accommodations: string[] }>(path, { signal }), staleTime: 60_000 })
  const large = query.data?.accommodations.includes('large_text') ?? false
  useLayoutEffect(() => {
    if (!large) return
    document.documentElement.dataset['text'] = 'large'
    return () => {
      delete document.documentElement.dataset['text']
    }
  }, [large])
  return <ConfigProvider {...(large ? { theme: { token: { fontSize: 19, controlHeight: 46, controlHeightSM: 38 } } } : {})}>{children}</ConfigProvider>
}
