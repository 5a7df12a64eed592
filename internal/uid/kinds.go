package uid

type (
	person       struct{}
	brand        struct{}
	agent        struct{}
	session      struct{}
	shopper      struct{}
	chat         struct{}
	message      struct{}
	article      struct{}
	order        struct{}
	request      struct{}
	quote        struct{}
	slot         struct{}
	shift        struct{}
	offer        struct{}
	drill        struct{}
	certificate  struct{}
	contract     struct{}
	outcome      struct{}
	invoice      struct{}
	line         struct{}
	transfer     struct{}
	statement    struct{}
	dispute      struct{}
	factKind     struct{}
	upload       struct{}
	suggestion   struct{}
	hitAppeal    struct{}
	notice       struct{}
	notification struct{}
	fill         struct{}
	booking      struct{}
	earning      struct{}
	payrun       struct{}
	payout       struct{}
	call         struct{}
	difference   struct{}
	referral     struct{}
	swap         struct{}
	appeal       struct{}
	fapiao       struct{}
	proposal     struct{}
	scenario     struct{}
	round        struct{}
)

// The ids of the product, one type a kind of thing.
type (
	Person       = Of[person]
	Brand        = Of[brand]
	Agent        = Of[agent] // an agent's id is the id of the person who answers
	Session      = Of[session]
	Shopper      = Of[shopper]
	Chat         = Of[chat]
	Message      = Of[message]
	Article      = Of[article]
	Order        = Of[order]
	Request      = Of[request]
	Quote        = Of[quote]
	Booking      = Of[booking]
	Slot         = Of[slot]
	Shift        = Of[shift]
	Fill         = Of[fill]
	Offer        = Of[offer]
	Drill        = Of[drill]
	Certificate  = Of[certificate]
	Contract     = Of[contract]
	Outcome      = Of[outcome]
	Invoice      = Of[invoice]
	Line         = Of[line]
	Transfer     = Of[transfer]
	Statement    = Of[statement]
	Dispute      = Of[dispute]
	Earning      = Of[earning]
	Payrun       = Of[payrun]
	Payout       = Of[payout]     // what one agent gets of a payrun
	Call         = Of[call]       // something that the payment gateway is told
	Difference   = Of[difference] // between the gateway and us
	Referral     = Of[referral]
	Fact         = Of[factKind]
	Upload       = Of[upload]
	Suggestion   = Of[suggestion]
	HitAppeal    = Of[hitAppeal] // against what the guard held back
	Notice       = Of[notice]
	Notification = Of[notification]
	Swap         = Of[swap]
	Appeal       = Of[appeal]
	Fapiao       = Of[fapiao]
	Proposal     = Of[proposal]
	Scenario     = Of[scenario]
	Round        = Of[round] // several drills at once
)
