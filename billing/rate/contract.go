package rate

import (
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Contract is what a brand agreed to, as data. No price, floor, window or cap
// of the product is a constant in code.
type Contract struct {
	ID       string         `json:"id" yaml:"id"`
	Brand    string         `json:"brand" yaml:"brand"`
	Currency money.Currency `json:"currency" yaml:"currency"`
	TZ       string         `json:"tz" yaml:"tz"`
	Tax      Tax            `json:"tax" yaml:"tax"`
	// Period is what one document bills: outcomes with From <= event_at < Till.
	Period   Span      `json:"period" yaml:"period"`
	Versions []Version `json:"versions" yaml:"versions"`
	// KPIs are the platforms' own definitions that a guarantee may name.
	KPIs []KPI `json:"kpis,omitempty" yaml:"kpis"`

	sourceSHA string // of the bytes it was read from, when it was read
}

// Span is a stretch of time, without its end.
type Span struct {
	From time.Time `json:"from" yaml:"from"`
	Till time.Time `json:"till" yaml:"till"`
}

// Holds tells whether t lies in s.
func (s Span) Holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.Till) }

// The tax modes: prices without tax, or with it inside.
const (
	TaxOnTop     = "on_top"
	TaxInclusive = "inclusive"
)

// Tax says how the total follows from the lines.
type Tax struct {
	Mode string `json:"mode" yaml:"mode"`
	BP   int64  `json:"bp" yaml:"bp"`
}

// Version is the contract from one instant to another. An outcome is rated by
// the version that held when it happened; tiers, commitment, incentive and caps
// each count within one version and one period.
type Version struct {
	ID         string      `json:"id" yaml:"id"`
	From       time.Time   `json:"from" yaml:"from"`
	Till       time.Time   `json:"till" yaml:"till"`
	Rules      []Rule      `json:"rules" yaml:"rules"`
	Guarantees []Guarantee `json:"guarantees,omitempty" yaml:"guarantees"`
	TotalCapBP int64       `json:"total_cap_bp,omitempty" yaml:"total_cap_bp"`
	Commitment *Commitment `json:"commitment,omitempty" yaml:"commitment"`
	Incentive  *Incentive  `json:"incentive,omitempty" yaml:"incentive"`
	Rates      []Surcharge `json:"rates,omitempty" yaml:"rates"` // nights and holidays

	// FastAbandonMS leaves unanswered conversations that the shopper gave up
	// sooner than this out of every guarantee.
	FastAbandonMS int64 `json:"fast_abandon_ms,omitempty" yaml:"fast_abandon_ms"`
	// LateAfterMS with LateIsFree makes an answer slower than this free.
	LateAfterMS int64 `json:"late_after_ms,omitempty" yaml:"late_after_ms"`
	LateIsFree  bool  `json:"late_is_free,omitempty" yaml:"late_is_free"`
	// CaseHours is the silence that ends a case; a case is billed once.
	CaseHours int64 `json:"case_hours,omitempty" yaml:"case_hours"`
	// ReopenDays is how long after an outcome a reopening credits it.
	ReopenDays int64 `json:"reopen_days,omitempty" yaml:"reopen_days"`
	// HoldDays is how long a held outcome waits for its release.
	HoldDays int64 `json:"hold_days,omitempty" yaml:"hold_days"`
	// ExcuseCapBP is the share of conversations that one side may excuse
	// without the other's signature; 0 is no limit.
	ExcuseCapBP int64 `json:"excuse_cap_bp,omitempty" yaml:"excuse_cap_bp"`
}

// The kinds of rule.
const (
	KindConversation = "conversation" // per answered conversation, graduated tiers
	KindResolution   = "resolution"   // per matter the bot settled, by price class
	KindConversion   = "conversion"   // per order won: a flat fee, a share, or both
	KindSeat         = "seat"         // per booked seat
)

// Rule prices one kind of outcome. The first rule of a version that fits an
// outcome's service, channel and unit prices it; empty fits any.
type Rule struct {
	ID      string  `json:"id" yaml:"id"`
	Kind    string  `json:"kind" yaml:"kind"`
	Service Service `json:"service,omitempty" yaml:"service"`
	Channel string  `json:"channel,omitempty" yaml:"channel"`
	Unit    string  `json:"unit,omitempty" yaml:"unit"`

	Tiers []Tier `json:"tiers,omitempty" yaml:"tiers"` // conversation

	ConfirmedMicro int64 `json:"confirmed_micro,omitempty" yaml:"confirmed_micro"` // resolution
	AssumedMicro   int64 `json:"assumed_micro,omitempty" yaml:"assumed_micro"`

	FeeMinor     money.Amount `json:"fee_minor,omitempty" yaml:"fee_minor"` // conversion
	BP           int64        `json:"bp,omitempty" yaml:"bp"`
	ClawbackDays int64        `json:"clawback_days,omitempty" yaml:"clawback_days"`
	KappaBP      int64        `json:"kappa_bp,omitempty" yaml:"kappa_bp"`

	SeatMicro int64 `json:"seat_micro,omitempty" yaml:"seat_micro"` // seat
}

// Tier is a price up to a quantity; the last tier has UpTo 0, which is no end.
type Tier struct {
	UpTo      int64 `json:"up_to,omitempty" yaml:"up_to"`
	UnitMicro int64 `json:"unit_micro" yaml:"unit_micro"`
}

// Guarantee is a floor under one dimension of service.
// 你敢用，我敢賠 and 接不起，免費用, source S4.
type Guarantee struct {
	ID        string  `json:"id" yaml:"id"`
	Service   Service `json:"service" yaml:"service"`
	Channel   string  `json:"channel,omitempty" yaml:"channel"`
	Dimension string  `json:"dimension" yaml:"dimension"` // answer_rate, response_30s, csat, or kpi:ID
	FloorPPM  int64   `json:"floor_ppm" yaml:"floor_ppm"`
	// UnitMinor is paid for each conversation short of the floor.
	UnitMinor money.Amount `json:"unit_minor" yaml:"unit_minor"`
	CapBP     int64        `json:"cap_bp" yaml:"cap_bp"`
}

// Commitment is the least a brand spends in a period.
type Commitment struct {
	Minor money.Amount `json:"minor" yaml:"minor"`
	// Waived says whether fees that were waived by our fault count as spent
	// (clause 4.7a): "counts", the default, or "ignored".
	Waived string `json:"waived,omitempty" yaml:"waived"`
}

// The two ways a commitment treats what our promises waived.
const (
	WaivedCounts  = "counts"
	WaivedIgnored = "ignored"
)

// Incentive is a rebate for volume. 階梯激勵, source S4.
type Incentive struct {
	Rule  string `json:"rule" yaml:"rule"` // the conversation rule whose quantity is measured
	Mode  string `json:"mode" yaml:"mode"`
	Bands []Band `json:"bands" yaml:"bands"`
	// Season, when it is set, is what the quantity is measured over; the rebate
	// is then a credit at its end and not a line of each document.
	Season *Span `json:"season,omitempty" yaml:"season"`
}

// The two modes of an incentive: on the fees of the units inside each band, or
// on all fees once a band is reached.
const (
	Graduated = "graduated"
	AllUnits  = "all_units"
)

// Band is a rebate from a quantity on.
type Band struct {
	Min int64 `json:"min" yaml:"min"`
	BP  int64 `json:"bp" yaml:"bp"`
}
