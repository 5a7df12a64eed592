package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

var (
	starts = time.Date(2026, 11, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	ends   = starts.AddDate(0, 1, 0)
)

// terms are one contract for every brand: two tiers, a bot, orders won, a floor.
func terms(brand uid.Brand) rate.Contract {
	return rate.Contract{
		ID: uid.Derive[uid.Contract]("bench", brand.String()).String(), Brand: brand.String(), Currency: money.CNY, TZ: "Asia/Shanghai",
		Tax: rate.Tax{Mode: rate.TaxOnTop, BP: 600}, Period: rate.Span{From: starts.UTC(), Till: ends.UTC()},
		Versions: []rate.Version{{
			ID: "v1", From: starts.UTC(), Till: ends.UTC(),
			Rules: []rate.Rule{
				{ID: "chat", Kind: rate.KindConversation, Service: rate.Reactive, Tiers: []rate.Tier{{UpTo: 10_000, UnitMicro: 1_200_000}, {UnitMicro: 900_000}}},
				{ID: "bot", Kind: rate.KindResolution, Service: rate.Bot, ConfirmedMicro: 900_000, AssumedMicro: 450_000},
				{ID: "orders", Kind: rate.KindConversion, Service: rate.Proactive, FeeMinor: 600, ClawbackDays: 15},
			},
			Guarantees: []rate.Guarantee{{ID: "answers", Service: rate.Reactive, Dimension: "answer_rate", FloorPPM: 980_000, UnitMinor: 100, CapBP: 10_000}},
			TotalCapBP: 10_000, CaseHours: 72, ReopenDays: 7, HoldDays: 7, FastAbandonMS: 5000,
		}},
	}
}

// brandOf is the n-th brand, the same in every run.
func brandOf(n int) uid.Brand { return uid.Derive[uid.Brand]("bench brand", fmt.Sprint(n)) }

// month makes one brand's outcomes and corrections: seven of ten are people's
// conversations, two the bot's, one outreach; of a hundred conversations three
// are about a matter that came before; one is disputed; a fifth of the orders go
// back; one in fifty of what the bot settled is reopened. What is stored needs
// ids as the database has them, and making those costs more than all the rest.
func month(n, rows int, stored bool, each func(rate.Outcome), correct func(rate.Correction)) {
	r := rand.New(rand.NewPCG(618, uint64(n)))
	brand := brandOf(n).String()
	for i := range rows {
		o := rate.Outcome{
			Brand: brand, Channel: "taobao", Service: rate.Reactive, Unit: "conversation", Flags: rate.Answered,
			At:     starts.Add(time.Duration(r.Int64N(int64(29*24*time.Hour/time.Microsecond))) * time.Microsecond).UTC(),
			RespMS: r.Int64N(60_000) + 1, Source: "meter", SourceEventID: strconv.Itoa(n) + "-" + strconv.Itoa(i),
		}
		key := brand + "/" + o.Source + "/" + o.SourceEventID
		if stored {
			o.ID, o.Conversation = uid.Derive[uid.Outcome]("outcome", key).String(), uid.Derive[uuid.UUID]("bench chat", key).String()
		} else {
			o.ID, o.Conversation = key, key
		}
		o.ReceivedAt = o.At.Add(time.Second)
		o.Shopper, o.Intent = "s"+strconv.Itoa(i), "size"
		switch kind := r.IntN(10); {
		case kind < 7:
			if r.IntN(100) < 6 {
				o.Flags, o.RespMS = rate.Unanswered, 6000+r.Int64N(60_000)
			}
			if r.IntN(100) < 3 && i > 100 {
				o.Shopper = fmt.Sprintf("back%d", r.IntN(i/60+1))
			}
		case kind < 9:
			o.Service, o.Intent = rate.Bot, ""
			o.Flags |= []rate.Flags{rate.Confirmed, rate.Confirmed, rate.Assumed, rate.Escalated}[r.IntN(4)]
		default:
			o.Service, o.Intent = rate.Proactive, ""
			if r.IntN(100) < 15 {
				o.Flags |= rate.Attributed
				o.OrderRef, o.NetMinor = fmt.Sprintf("order-%d", i), money.Amount(1+r.IntN(50_000))
			}
		}
		each(o)
		if x, has := later(r, &o, stored); has {
			correct(x)
		}
	}
}

func later(r *rand.Rand, o *rate.Outcome, stored bool) (rate.Correction, bool) {
	x := rate.Correction{Outcome: o.ID, Actor: "platform", EffectiveAt: o.At.Add(time.Duration(r.IntN(12*24)) * time.Hour)}
	switch n := r.IntN(100); {
	case o.Flags.Has(rate.Attributed) && n < 20:
		x.Kind, x.Delta = rate.Refund, o.NetMinor
	case o.Service == rate.Reactive && n < 1:
		x.Kind = rate.DisputeUpheld
	case o.Service == rate.Bot && n < 2:
		x.Kind = rate.Reopen
	default:
		return x, false
	}
	x.ID = o.ID
	if stored {
		x.ID = uid.Derive[uuid.UUID]("bench correction", o.ID).String()
	}
	x.ReceivedAt, x.SourceEventID = x.EffectiveAt, x.Kind+"/"+o.SourceEventID
	return x, true
}
