package api

import (
	"maps"
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
// decided here: it stands in each query's WHERE and in row-level security. The
// rows stand in two tables, of the service and of its money.
var permits = permitsOf(servicePermits, moneyPermits)

// permitsOf is one table of several.
func permitsOf(tables ...map[string]who) map[string]who {
	all := map[string]who{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// servicePermits are the rows of everything but money: signing in, requests,
// people, words, the desk, the school and the floor.
var servicePermits = map[string]who{
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
