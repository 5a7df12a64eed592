package api

import (
	"slices"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
)

// errNotYours refuses a role that may not do this.
var errNotYours = fault.New(fault.Forbidden, "role_may_not", "your role may not do this")

// who lists the roles that may call an operation.
type who []account.Role

// anybody marks an operation that needs no token.
var anybody = who{}

const (
	brand    = account.RoleBrand
	agent    = account.RoleAgent
	finance  = account.RoleFinance
	operator = account.RoleOperator
	shopper  = account.RoleShopper
)

// permits is who may do what, by operation. An operation without a row is
// refused to everybody, and a test says so. Whose brand, whose chat, is not
// decided here: it stands in each query's WHERE and in row-level security.
var permits = map[string]who{
	// everybody: signing in, the shop window, and callers that prove themselves by a
	// signature instead of a token
	"sign-in":        anybody,
	"refresh":        anybody,
	"demo-logins":    anybody,
	"shop-window":    anybody,
	"open-chat":      anybody,
	"webhook":        anybody,
	"stripe-webhook": anybody,

	// everyone who is signed in
	"sign-out": {brand, agent, finance, operator},
	"me":       {brand, agent, finance, operator},

	// a shopper, in their own conversation
	"shopper-says":   {shopper},
	"shopper-shows":  {shopper},
	"shopper-speaks": {shopper},
	"shopper-reads":  {shopper},
	"shopper-rates":  {shopper},
	"shopper-closes": {shopper},

	// a brand: its requests, from the past to the people on shift
	"import-history": {brand},
	"import-events":  {brand},
	"history":        {brand},
	"add-request":    {brand},
	"requests":       {brand},
	"request":        {brand},
	"cancel-request": {brand},
	"make-forecast":  {brand},
	"forecast":       {brand},
	"running":        {brand},
	"make-quote":     {brand},
	"quote":          {brand},
	"book":           {brand},
	"fill":           {brand},
	"stop-fill":      {brand},
	"coverage":       {brand},

	// a brand: who works for it, and seats it no longer wants
	"brand-people":     {brand},
	"choose-agent":     {brand},
	"seats":            {brand},
	"drop-seats":       {brand},
	"allow-parts":      {brand},
	"brand-inbox":      {brand},
	"read-brand-inbox": {brand},

	// a brand: its trade and its connector
	"import-shop": {brand},
	"products":    {brand},
	"orders":      {brand},
	"connector":   {brand},

	// a brand: what it knows, and trying the bot on it
	"import-questions":   {brand},
	"put-profile":        {brand},
	"articles":           {brand},
	"article":            {brand},
	"put-article":        {brand},
	"retire-article":     {brand},
	"gaps":               {brand},
	"phrasings":          {brand},
	"proposals":          {brand},
	"decide-proposal":    {brand},
	"import-knowledge":   {brand},
	"brought-files":      {brand},
	"article-versions":   {brand},
	"restore-article":    {brand},
	"answer-coverage":    {brand},
	"set-dial":           {brand},
	"clicks":             {brand},
	"teach":              {brand},
	"proposal-effect":    {brand},
	"other-words":        {brand},
	"pack":               {brand},
	"fill-pack":          {brand},
	"procedures":         {brand},
	"put-procedure":      {brand},
	"procedure-editions": {brand},
	"import-procedures":  {brand},
	"procedure-drafts":   {brand},
	"draft-of-prose":     {brand},
	"show-product":       {brand},
	"decide-draft":       {brand},
	"try-bot":            {brand},

	// a brand: its own guard rules, and what the copilot came to
	"guard-rules":       {brand},
	"put-guard-rules":   {brand},
	"try-guard-rules":   {brand},
	"guard-hits":        {brand},
	"suggestion-counts": {brand},

	"guard-book":            {brand},
	"switch-guard-rule":     {brand},
	"ask-guard":             {brand},
	"guard-versions":        {brand},
	"guard-version":         {brand},
	"restore-guard-version": {brand},
	"read-guard-pack":       {brand},
	"brand-guard-appeals":   {brand},
	"brand-decide-appeal":   {brand},
	"copilot-comparison":    {brand},
	"set-holdout":           {brand},
	"notices":               {brand},
	"push-notice":           {brand},

	// supervisors, a brand's and the operator's: the floor. Whoever takes a
	// conversation over holds it, and the routes of who holds one are open to them
	// below.
	"brand-floor":            {brand},
	"brand-asides":           {brand},
	"brand-whisper":          {brand},
	"brand-take-over":        {brand},
	"operator-floor":         {operator},
	"operator-asides":        {operator},
	"operator-whisper":       {operator},
	"operator-take-over":     {operator},
	"operator-guard-appeals": {operator},
	"operator-decide-appeal": {operator},

	// a brand: its wall, its conversations, its certified people
	"brand-wall":         {brand},
	"brand-wall-series":  {brand},
	"brand-chats":        {brand},
	"brand-chat":         {brand},
	"brand-certificates": {brand},

	// a brand: what its certificate takes, who holds it, the scenarios of its drills
	"certificate-takes":   {brand},
	"certificate-holders": {brand},
	"scenarios":           {brand},
	"failed-handoffs":     {brand},
	"make-scenario":       {brand},
	"scenario":            {brand},
	"adjust-scenario":     {brand},
	"publish-scenario":    {brand},
	"retire-scenario":     {brand},
	"brand-samples":       {brand},
	"brand-sample":        {brand},
	"brand-look-again":    {brand},

	// a brand: its bill, the files to recount it from, and disputes
	"bill":                {brand},
	"brand-invoices":      {brand},
	"brand-invoice":       {brand},
	"brand-line-outcomes": {brand},
	"brand-invoice.json":  {brand},
	"brand-contract.json": {brand},
	"brand-facts.jsonl":   {brand},
	"brand-recount":       {brand},
	"dispute-line":        {brand},
	"brand-disputes":      {brand},

	"brand-excusals":         {brand},
	"brand-propose-excusal":  {brand},
	"brand-sign-excusal":     {brand},
	"brand-withdraw-excusal": {brand},

	// an agent: offers, shifts, hours and pay
	"offers":           {agent},
	"accept-offer":     {agent},
	"decline-offer":    {agent},
	"shifts":           {agent},
	"release-shift":    {agent},
	"shift-moves":      {agent},
	"opportunities":    {agent},
	"claim-slot":       {agent},
	"part":             {agent},
	"take-part":        {agent},
	"availability":     {agent},
	"set-availability": {agent},
	"pay":              {agent},

	// an agent: what they do with a shift, their score, calendar and inbox
	"shift":            {agent},
	"confirm-shift":    {agent},
	"colleagues":       {agent},
	"offer-swap":       {agent},
	"swaps":            {agent},
	"take-swap":        {agent},
	"end-swap":         {agent},
	"appeal-shift":     {agent},
	"reliability":      {agent},
	"calendar":         {agent},
	"make-calendar":    {agent},
	"drop-calendar":    {agent},
	"calendar.ics":     {agent},
	"agent-inbox":      {agent},
	"read-agent-inbox": {agent},

	// an agent: the desk
	"desk":               {agent},
	"set-state":          {agent},
	"accept-reservation": {agent},
	"reject-reservation": {agent},
	"close-chat":         {agent, brand, operator},
	"transfer-chat":      {agent, brand, operator},
	"wrapped-up":         {agent, brand, operator},

	// an agent: the conversation in hand, and the copilot beside it
	"held-chat":       {agent, brand, operator},
	"agent-says":      {agent, brand, operator},
	"agent-checks":    {agent, brand, operator},
	"agent-types":     {agent, brand, operator},
	"hints":           {agent, brand, operator},
	"agent-acts":      {agent, brand, operator},
	"chat-summary":    {agent, brand, operator},
	"acknowledge":     {agent, brand, operator},
	"chat-colleagues": {agent, brand, operator},
	"give-chat":       {agent, brand, operator},
	"asides":          {agent, brand, operator},
	"add-aside":       {agent, brand, operator},
	"tag-chat":        {agent, brand, operator},
	"reword":          {agent, brand, operator},
	"appeal-hit":      {agent, brand, operator},
	"my-appeals":      {agent},

	// an agent: the school
	"drills":       {agent},
	"begin-drill":  {agent},
	"drill":        {agent},
	"drill-says":   {agent},
	"finish-drill": {agent},
	"go-over":      {agent},

	// an agent: how real conversations were scored, and own settings
	"reviews":            {agent},
	"appeal-review":      {agent},
	"accommodations":     {agent},
	"set-accommodations": {agent},

	// finance: documents from draft to payment
	"invoices":              {finance},
	"draft-invoice":         {finance},
	"invoice":               {finance},
	"line-outcomes":         {finance},
	"finance-chat":          {finance},
	"what-if":               {finance},
	"exposures":             {finance},
	"exposure-course":       {finance},
	"redraft-invoice":       {finance},
	"review-invoice":        {finance},
	"approve-invoice":       {finance},
	"issue-invoice":         {finance},
	"withdraw-invoice":      {finance},
	"adjust-invoice":        {finance},
	"paid-invoice":          {finance},
	"finance-invoice.json":  {finance},
	"finance-contract.json": {finance},
	"finance-facts.jsonl":   {finance},
	"finance-recount":       {finance},

	// what a bill is rated from
	"import-facts":        {finance},
	"fact-imports":        {finance},
	"fact-refusals":       {finance},
	"waiting-facts":       {finance},
	"waiting-outcomes":    {finance},
	"check-chain":         {finance},
	"sealed-days":         {finance},
	"figures":             {finance},
	"define-figure":       {finance},
	"brand-import-facts":  {brand},
	"brand-fact-imports":  {brand},
	"brand-fact-refusals": {brand},
	"brand-sealed-days":   {brand},
	"finance-proof":       {finance},
	"brand-proof":         {brand},

	// terms that brands ask for
	"show-terms":     {brand},
	"propose-terms":  {brand},
	"proposed-terms": {brand},
	"asked-terms":    {finance},
	"answer-terms":   {finance},

	// documents as they are given out, and their tax invoices
	"brand-invoice-pdf":            {brand},
	"brand-invoice-xlsx":           {brand},
	"brand-invoice-lines.csv":      {brand},
	"brand-invoice-outcomes.csv":   {brand},
	"brand-invoice-ubl.xml":        {brand},
	"brand-reminders":              {brand},
	"brand-ask-fapiao":             {brand},
	"brand-fapiaos":                {brand},
	"brand-billing-details":        {brand},
	"brand-set-billing-details":    {brand},
	"finance-invoice-pdf":          {finance},
	"finance-invoice-xlsx":         {finance},
	"finance-invoice-lines.csv":    {finance},
	"finance-invoice-outcomes.csv": {finance},
	"finance-invoice-ubl.xml":      {finance},
	"finance-reminders":            {finance},
	"finance-ask-fapiao":           {finance},
	"finance-fapiaos":              {finance},
	"finance-billing-details":      {finance},
	"finance-set-billing-details":  {finance},
	"export-fapiaos":               {finance},
	"answer-fapiao":                {finance},

	// finance: the books, agents' statements, disputes
	"closing":       {finance},
	"ledger":        {finance},
	"transfers":     {finance},
	"statements":    {finance},
	"pay-statement": {finance},
	"disputes":      {finance},
	"proof":         {finance},

	// finance: agents are paid, brands' wallets and rebates, the gateway
	"payruns":            {finance},
	"draft-payrun":       {finance},
	"payrun":             {finance},
	"approve-payrun":     {finance},
	"submit-payrun":      {finance},
	"withdraw-payrun":    {finance},
	"settle-payrun":      {finance},
	"payrun-file":        {finance},
	"reverse-payout":     {finance},
	"differences":        {finance},
	"resolve-difference": {finance},
	"reconciliation":     {finance},
	"reconcile":          {finance},
	"wallet":             {finance},
	"finance-brands":     {finance},
	"prepay":             {finance},
	"referrals":          {finance},
	"accruals":           {finance},
	"refer":              {finance},
	"brand-wallet":       {brand},
	"payee":              {agent},
	"put-payee":          {agent},

	// finance: disputes
	"answer-dispute": {finance},

	// finance: what is held, excused, owed and given up, and the close of the books
	"finance-excusals":         {finance},
	"finance-propose-excusal":  {finance},
	"finance-sign-excusal":     {finance},
	"finance-withdraw-excusal": {finance},
	"holds":                    {finance},
	"hold-outcome":             {finance},
	"decide-hold":              {finance},
	"ageing":                   {finance},
	"receive-payment":          {finance},
	"ask-write-off":            {finance},
	"write-offs":               {finance},
	"answer-write-off":         {finance},
	"seasons":                  {finance},
	"settle-season":            {finance},
	"close-checklist":          {finance},
	"close-books":              {finance},

	// an operator: all brands, and the pool
	"wall":                 {operator},
	"wall-series":          {operator},
	"operator-chats":       {operator},
	"operator-chat":        {operator},
	"pool":                 {operator},
	"lineup":               {operator},
	"all-requests":         {operator},
	"certificates":         {operator},
	"review-appeals":       {operator},
	"decide-review-appeal": {operator},
	"alikes":               {operator},
	"decide-alike":         {operator},
	"operator-samples":     {operator},
	"operator-sample":      {operator},
	"operator-look-again":  {operator},

	// an operator: agents' appeals and suspensions
	"shift-appeals":       {operator},
	"decide-shift-appeal": {operator},
	"suspensions":         {operator},
	"suspend-agent":       {operator},
	"lift-suspension":     {operator},
}

func mayCall(operation string, r account.Role) bool {
	return slices.Contains(permits[operation], r)
}
