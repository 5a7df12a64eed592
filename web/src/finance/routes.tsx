import { AuditOutlined, BankOutlined, BookOutlined, DatabaseOutlined, DiffOutlined, FileDoneOutlined, FileProtectOutlined, FormOutlined, GiftOutlined, HomeOutlined, LockOutlined, PauseCircleOutlined, PoweroffOutlined, ScheduleOutlined, WalletOutlined } from '@ant-design/icons'
import type { Persona } from '@/shell/persona'

export const finance: Persona = {
  role: 'finance',
  pages: [
    { path: '', nav: 'home', icon: HomeOutlined, load: () => import('./home/Home') },
    { path: 'invoices', nav: 'invoices', icon: FileDoneOutlined, load: () => import('./invoices/Invoices') },
    { path: 'invoices/$id', load: () => import('./invoices/Invoice') },
    { path: 'invoices/$id/lines/$line', load: () => import('./invoices/LinePage') },
    { path: 'chats/$id', load: () => import('./invoices/Chat') },
    { path: 'terms', nav: 'terms', icon: FormOutlined, load: () => import('./terms/Asked') },
    { path: 'disputes', nav: 'disputes', icon: AuditOutlined, load: () => import('./disputes/Queue') },
    { path: 'holds', nav: 'holds', icon: PauseCircleOutlined, load: () => import('./holds/Holds') },
    { path: 'excusals', nav: 'excusals', icon: PoweroffOutlined, load: () => import('./holds/Excusals') },
    { path: 'receivables', nav: 'receivables', icon: ScheduleOutlined, load: () => import('./receivables/Receivables') },
    { path: 'papers', nav: 'papers', icon: FileProtectOutlined, load: () => import('./papers/Papers') },
    { path: 'statements', nav: 'statements', icon: WalletOutlined, load: () => import('./statements/Statements') },
    { path: 'payruns', nav: 'payruns', icon: BankOutlined, load: () => import('./payruns/Payruns') },
    { path: 'payruns/$id', load: () => import('./payruns/Payrun') },
    { path: 'rebates', nav: 'rebates', icon: GiftOutlined, load: () => import('./rebates/Rebates') },
    { path: 'wallets/$id', load: () => import('./rebates/BrandWallet') },
    { path: 'reconciliation', nav: 'reconciliation', icon: DiffOutlined, load: () => import('./reconciliation/Reconciliation') },
    { path: 'facts', nav: 'facts', icon: DatabaseOutlined, load: () => import('@/facts/Facts') },
    { path: 'close', nav: 'close', icon: LockOutlined, load: () => import('./close/Close') },
    { path: 'ledger', nav: 'ledger', icon: BookOutlined, load: () => import('./ledger/Ledger') },
  ],
}
