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
	notification struct{}
	fill         struct{}
	booking      struct{}
	earning      struct{}
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
	Fact         = Of[factKind]
	Upload       = Of[upload]
	Suggestion   = Of[suggestion]
	Notification = Of[notification]
)
