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
	"sign-in":     anybody,
	"refresh":     anybody,
	"sign-out":    {brand, agent, finance, operator},
	"me":          {brand, agent, finance, operator},
	"demo-logins": anybody,

	// the board: a brand's requests
	"import-history": {brand},
	"import-events":  {brand},
	"history":        {brand},
	"add-request":    {brand},
	"requests":       {brand},
	"request":        {brand},
	"cancel-request": {brand},
	"make-forecast":  {brand},
	"forecast":       {brand},
	"make-quote":     {brand},
	"quote":          {brand},
	"book":           {brand},
	"fill":           {brand},
	"coverage":       {brand},

	// the market: an agent's offers, shifts and hours
	"offers":           {agent},
	"accept-offer":     {agent},
	"decline-offer":    {agent},
	"shifts":           {agent},
	"release-shift":    {agent},
	"shift-moves":      {agent},
	"opportunities":    {agent},
	"claim-slot":       {agent},
	"availability":     {agent},
	"set-availability": {agent},

	// the shop: a brand's trade and its connectors
	"import-shop": {brand},
	"products":    {brand},
	"orders":      {brand},
	"connector":   {brand},
	"webhook":     anybody,
	"shop-window": anybody,

	// what a brand knows
	"import-questions": {brand},
	"put-profile":      {brand},
	"articles":         {brand},
	"article":          {brand},
	"put-article":      {brand},
	"retire-article":   {brand},
	"gaps":             {brand},
	"phrasings":        {brand},
	"proposals":        {brand},
	"decide-proposal":  {brand},
	"procedures":       {brand},
	"put-procedure":    {brand},

	// the shopper's side, and trying the bot
	"open-chat":      anybody,
	"shopper-says":   {shopper},
	"shopper-reads":  {shopper},
	"shopper-rates":  {shopper},
	"shopper-closes": {shopper},
	"try-bot":        {brand},

	// the desk: an agent's state and conversations
	"desk":               {agent},
	"set-state":          {agent},
	"accept-reservation": {agent},
	"reject-reservation": {agent},
	"close-chat":         {agent},
	"transfer-chat":      {agent},
	"wrapped-up":         {agent},

	// the copilot beside the agent, and a brand's own guard rules
	"held-chat":         {agent},
	"agent-says":        {agent},
	"agent-checks":      {agent},
	"agent-types":       {agent},
	"hints":             {agent},
	"agent-acts":        {agent},
	"chat-summary":      {agent},
	"guard-rules":       {brand},
	"put-guard-rules":   {brand},
	"try-guard-rules":   {brand},
	"guard-hits":        {brand},
	"suggestion-counts": {brand},

	// the school
	"drills":             {agent},
	"begin-drill":        {agent},
	"drill":              {agent},
	"drill-says":         {agent},
	"finish-drill":       {agent},
	"brand-certificates": {brand},
	"certificates":       {operator},

	// the wall, and what lies under it
	"brand-wall":        {brand},
	"brand-wall-series": {brand},
	"brand-chats":       {brand},
	"brand-chat":        {brand},
	"wall":              {operator},
	"wall-series":       {operator},
	"operator-chats":    {operator},
	"operator-chat":     {operator},
	"pool":              {operator},
	"lineup":            {operator},

	// a brand's bill
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

	// an agent's pay
	"pay": {agent},

	// finance: bills from draft to payment, and the books
	"invoices":              {finance},
	"draft-invoice":         {finance},
	"invoice":               {finance},
	"line-outcomes":         {finance},
	"finance-chat":          {finance},
	"what-if":               {finance},
	"exposures":             {finance},
	"redraft-invoice":       {finance},
	"review-invoice":        {finance},
	"approve-invoice":       {finance},
	"issue-invoice":         {finance},
	"withdraw-invoice":      {finance},
	"adjust-invoice":        {finance},
	"paid-invoice":          {finance},
	"closing":               {finance},
	"ledger":                {finance},
	"transfers":             {finance},
	"statements":            {finance},
	"pay-statement":         {finance},
	"disputes":              {finance},
	"answer-dispute":        {finance},
	"finance-invoice.json":  {finance},
	"finance-contract.json": {finance},
	"finance-facts.jsonl":   {finance},
	"finance-recount":       {finance},
	"stripe-webhook":        anybody,
}

func mayCall(operation string, r account.Role) bool {
	return slices.Contains(permits[operation], r)
}
