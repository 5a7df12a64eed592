package insight

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Board is the wall in one window.
type Board struct {
	At      time.Time `json:"at"`
	Brand   *Brand    `json:"brand,omitempty"` // absent: the whole
	Window  Window    `json:"window"`
	Now     Now       `json:"now"`
	Numbers Numbers   `json:"numbers"`
	Rules   []Rule    `json:"rules"`
	// Exposure is what the guarantees would cost if the event ended now; absent
	// for the whole and while nobody can say.
	Exposure *Sum      `json:"exposure,omitempty"`
	Brands   []OfBrand `json:"brands,omitempty"` // of the whole: each brand's line
}

// Now is how it stands at this moment.
type Now struct {
	Bot          int            `json:"bot"`
	Waiting      int            `json:"waiting"`
	Human        int            `json:"human"`
	OldestWaitMS int64          `json:"oldest_wait_ms"`
	Agents       map[string]int `json:"agents"` // by state; busy is available with every slot taken
}

// Sum is an amount in a currency.
type Sum struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// OfBrand is one brand's line on the whole's board.
type OfBrand struct {
	Brand   Brand   `json:"brand"`
	Now     Now     `json:"now"`
	Numbers Numbers `json:"numbers"`
}

// Numbers are what a window counted. A share is in basis points and absent
// when there is nothing that it would be a share of.
type Numbers struct {
	Closed    int64 `json:"closed"`
	Resolved  int64 `json:"resolved"`
	Escalated int64 `json:"escalated"`
	PassedOn  int64 `json:"passed_on"`
	Handed    int64 `json:"handed"`
	Taken     int64 `json:"taken"`
	Abandoned int64 `json:"abandoned"`
	Short     int64 `json:"abandoned_short"`

	ResolutionBP *int `json:"resolution_bp"` // resolved / closed
	TransferBP   *int `json:"transfer_bp"`   // passed_on / closed

	WaitP50MS  *int64 `json:"wait_p50_ms"` // queue to taken
	WaitP90MS  *int64 `json:"wait_p90_ms"`
	FirstP50MS *int64 `json:"first_response_p50_ms"` // first hand-off to the person's first answer
	FirstP90MS *int64 `json:"first_response_p90_ms"`

	Ruled          int64 `json:"ruled"`
	InTime         int64 `json:"in_time"`
	ServiceLevelBP *int  `json:"service_level_bp"` // in_time / ruled

	Scored     int64 `json:"scored"`
	Good       int64 `json:"good"`
	CSATBP     *int  `json:"csat_bp"`     // good / scored
	ResponseBP *int  `json:"response_bp"` // scored / closed

	Orders       int64 `json:"assisted_orders"`
	GMV          []Sum `json:"assisted_gmv"` // net of refunds, a sum a currency
	ConversionBP *int  `json:"conversion_bp"`

	GuardHits    int64 `json:"guard_hits"`
	GuardBlocked int64 `json:"guard_blocked"`
	Drills       int64 `json:"drills"`
	DrillsPassed int64 `json:"drills_passed"`
	Certified    int64 `json:"certified"`
	Shifts       int64 `json:"shifts_settled"`
	WorkedMS     int64 `json:"worked_ms"`
}

// Board counts a window for one brand, or for the whole when brand is zero. It
// returns ErrWindow.
func (w *Wall) Board(ctx context.Context, brand uid.Brand, window string) (Board, error) {
	list, err := w.brands(ctx, brand)
	if err != nil {
		return Board{}, err
	}
	out := Board{At: w.clock.Now(), Rules: Rules()}
	if out.Window, err = w.window(ctx, brand, list, window); err != nil {
		return Board{}, err
	}
	sums, err := w.sums(ctx, brand, list, out.Window)
	if err != nil {
		return Board{}, err
	}
	stand, err := w.now(ctx)
	if err != nil {
		return Board{}, err
	}
	out.Now = orNobody(stand[brand])
	if !brand.IsZero() {
		out.Brand, out.Numbers = &list[0], numbersOf(sums[brand], list[0].Currency)
		out.Exposure, err = w.exposure(ctx, brand)
		return out, err
	}
	for _, b := range list {
		out.Brands = append(out.Brands, OfBrand{Brand: b, Now: orNobody(stand[b.ID]), Numbers: numbersOf(sums[b.ID], b.Currency)})
	}
	out.Numbers = wholeOf(sums, out.Brands)
	slices.SortStableFunc(out.Brands, func(a, b OfBrand) int {
		return cmp.Or(cmp.Compare(b.Now.Waiting, a.Now.Waiting), cmp.Compare(b.Numbers.Closed, a.Numbers.Closed), cmp.Compare(a.Brand.Name, b.Brand.Name))
	})
	return out, nil
}

func orNobody(n Now) Now {
	if n.Agents == nil {
		n.Agents = map[string]int{}
	}
	return n
}

func (w *Wall) exposure(ctx context.Context, brand uid.Brand) (*Sum, error) {
	if w.ask.Exposure == nil {
		return nil, nil
	}
	minor, currency, err := w.ask.Exposure(ctx, brand)
	if err != nil {
		return nil, fmt.Errorf("ask what the guarantees expose: %w", err)
	}
	if currency == "" {
		return nil, nil // no contract in force
	}
	return &Sum{minor, currency}, nil
}

// sums adds a window's counters up, by brand.
func (w *Wall) sums(ctx context.Context, brand uid.Brand, list []Brand, v Window) (map[uid.Brand]map[string]int64, error) {
	p := v.borders()
	p.Brands = idsOf(list, brand.IsZero())
	rows, err := read(ctx, w, brand, func(q *db.Queries) ([]db.SumsRow, error) { return q.Sums(ctx, p) })
	if err != nil {
		return nil, fmt.Errorf("add counts up: %w", err)
	}
	out := map[uid.Brand]map[string]int64{}
	for _, r := range rows {
		if out[r.BrandID] == nil {
			out[r.BrandID] = map[string]int64{}
		}
		out[r.BrandID][r.Metric] = r.N
	}
	return out, nil
}

// wholeOf adds the brands up; money stays apart by currency.
func wholeOf(sums map[uid.Brand]map[string]int64, lines []OfBrand) Numbers {
	all := map[string]int64{}
	for _, of := range sums {
		for m, n := range of {
			all[m] += n
		}
	}
	out := numbersOf(all, "")
	money := map[string]int64{}
	for _, l := range lines {
		for _, s := range l.Numbers.GMV {
			money[s.Currency] += s.Minor
		}
	}
	out.GMV = []Sum{}
	for _, c := range slices.Sorted(maps.Keys(money)) {
		out.GMV = append(out.GMV, Sum{money[c], c})
	}
	return out
}

func numbersOf(s map[string]int64, currency string) Numbers {
	n := Numbers{
		Closed: s[mClosed], Resolved: s[mResolved], Escalated: s[mEscalated], PassedOn: s[mPassedOn], Handed: s[mHanded],
		Taken: s[mTaken], Abandoned: s[mAbandoned], Short: s[mShort],
		ResolutionBP: share(s[mResolved], s[mClosed]), TransferBP: share(s[mPassedOn], s[mClosed]),
		Ruled: s[mRuled], InTime: s[mInTime], ServiceLevelBP: share(s[mInTime], s[mRuled]),
		Scored: s[mScored], Good: s[mGood], CSATBP: share(s[mGood], s[mScored]), ResponseBP: share(s[mScored], s[mClosed]),
		Orders: s[mOrders], ConversionBP: share(s[mOrders], s[mClosed]), GMV: []Sum{},
		GuardHits: s[mGuard], GuardBlocked: s[mBlocked], Drills: s[mDrills], DrillsPassed: s[mPassed], Certified: s[mCertified],
		Shifts: s[mShifts], WorkedMS: s[mWorked],
	}
	if n.Orders > 0 && currency != "" {
		n.GMV = append(n.GMV, Sum{s[mNet], currency})
	}
	n.WaitP50MS, n.WaitP90MS = inMS(s, wait, 500), inMS(s, wait, 900)
	n.FirstP50MS, n.FirstP90MS = inMS(s, first, 500), inMS(s, first, 900)
	return n
}

func inMS(s map[string]int64, kind string, pm int64) *int64 {
	d, ok := percentile(s, kind, pm)
	if !ok {
		return nil
	}
	ms := d.Milliseconds()
	return &ms
}
