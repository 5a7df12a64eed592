package booking

import (
	"slices"
)

// Promise is a guarantee plan: what a brand pays for and what it gets back
// when we fall short.
type Promise struct {
	ID string
	// Counted says whether answered conversations are paid by the piece; when
	// not, only what was sold is.
	Counted bool
	// Floors are measured shares of service, in parts of a million, with what
	// is paid for each conversation short of them.
	Floors     []Floor
	TotalCapBP int64
	// LateAfterMS makes an answer that comes later free.
	LateAfterMS int64
}

// Floor is one guaranteed share.
type Floor struct {
	Dimension string // answer_rate, response_30s, csat
	FloorPPM  int64
	// OfUnitBP is what is paid for a conversation short of the floor, as a
	// share of the first tier's price.
	OfUnitBP int64
	CapBP    int64
}

// promises are the three guarantees of source S4. The source names them and
// gives no floors, caps or prices: those here are this market's opening terms,
// written into each contract and changed there.
var promises = []Promise{
	{
		// 接不起免費用, source S4: what nobody answers in time costs nothing.
		ID: "answered_or_free", Counted: true, LateAfterMS: 180_000, TotalCapBP: 3000,
		Floors: []Floor{{Dimension: "answer_rate", FloorPPM: 950_000, OfUnitBP: 5000, CapBP: 3000}},
	},
	{
		// 你敢用我敢賠, source S4: below the floors we pay.
		ID: "floor_or_paid", Counted: true, TotalCapBP: 5000,
		Floors: []Floor{
			{Dimension: "answer_rate", FloorPPM: 970_000, OfUnitBP: 10_000, CapBP: 3000},
			{Dimension: "response_30s", FloorPPM: 800_000, OfUnitBP: 5000, CapBP: 2000},
			{Dimension: "csat", FloorPPM: 900_000, OfUnitBP: 5000, CapBP: 2000},
		},
	},
	// 無轉化不收費, source S4: no conversion, no fee.
	{ID: "conversion_only"},
}

func promiseOf(id string) (Promise, bool) {
	i := slices.IndexFunc(promises, func(p Promise) bool { return p.ID == id })
	if i < 0 {
		return Promise{}, false
	}
	return promises[i], true
}

func promiseIDs() []string {
	out := make([]string, len(promises))
	for i, p := range promises {
		out[i] = p.ID
	}
	return out
}
