package market

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// ErrSeats refuses to drop seats that are not there.
var ErrSeats = fault.New(fault.Invalid, "seats_invalid", "the seats are wrong")

// dropShares is what an agent is paid of a whole shift when a brand drops it
// within so many hours of its start: this market's own terms, the same for
// every brand. The seat itself stays on the bill, as everything booked does.
var dropShares = []BrandPays{{WithinHours: 4, ShareBP: 10_000}, {WithinHours: 16, ShareBP: 5000}, {WithinHours: 48, ShareBP: 3000}}

// shareFor is the rule: what notice costs.
func shareFor(notice time.Duration) int {
	for _, s := range dropShares {
		if notice < time.Duration(s.WithinHours)*time.Hour {
			return s.ShareBP
		}
	}
	return 0
}

// Compensated is what an agent is paid for a seat that their brand dropped.
type Compensated struct {
	Shift       uid.Shift `json:"shift_id"`
	ShareBP     int       `json:"share_bp"`
	AmountMinor int64     `json:"amount_minor"`
	Currency    string    `json:"currency"`
}

// Seats is a slot as the brand sees it: how many hold it, and what dropping a
// seat would pay now.
type Seats struct {
	Slot     uid.Slot     `json:"slot_id"`
	Kind     booking.Kind `json:"kind"`
	Starts   time.Time    `json:"starts"`
	Ends     time.Time    `json:"ends"`
	Need     int          `json:"need"`
	Offered  int          `json:"offered"`
	Accepted int          `json:"accepted"`
	Part     bool         `json:"part" doc:"of a slot that was taken in parts"`
	Ahead    bool         `json:"ahead" doc:"it has not begun: seats can be dropped"`
	ShareBP  int          `json:"share_bp" doc:"of a shift's pay, to an agent whose seat is dropped now"`
	// MostMinor is what the dearest of them would get.
	MostMinor int64  `json:"most_minor"`
	Currency  string `json:"currency"`
}

// SeatsOf lists a request's slots. It returns ErrNoRequest.
func (b *Board) SeatsOf(ctx context.Context, brand uid.Brand, id uid.Request) ([]Seats, error) {
	now := b.on.Clock.Now()
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) ([]Seats, error) {
		if _, err := booking.RequestOf(ctx, q, id); err != nil {
			return nil, err
		}
		rows, err := q.SlotsHeld(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("list slots: %w", err)
		}
		out := make([]Seats, len(rows))
		for i, r := range rows {
			share := shareFor(r.Starts.Sub(now))
			amount, err := dropPay(r.DearestMinor, r.Ends.Sub(r.Starts), share)
			if err != nil {
				return nil, err
			}
			out[i] = Seats{
				Slot: r.ID, Kind: booking.Kind(r.Kind), Starts: r.Starts, Ends: r.Ends, Need: int(r.Need), Offered: int(r.Offered), Accepted: int(r.Accepted),
				Part: r.PartOf != (uid.Slot{}), Ahead: r.Starts.After(now), ShareBP: share, MostMinor: amount, Currency: agentCurrency,
			}
		}
		return out, nil
	})
}

// dropPay is a share of what a shift would have paid, rounded once.
func dropPay(rateMinor int64, long time.Duration, shareBP int) (int64, error) {
	a, err := money.MulDiv(rateMinor*long.Milliseconds(), int64(shareBP), 10_000*time.Hour.Milliseconds())
	return int64(a), err
}

// Drop drops seats of a slot that has not begun: open ones first, then offers,
// then those who accepted last, who are paid by the notice they get. It returns
// ErrNoRequest, ErrNoSlot, ErrSeats and ErrNeedsReason.
func (b *Board) Drop(ctx context.Context, brand uid.Brand, by uid.Person, request uid.Request, slot uid.Slot, seats int, why string) ([]Compensated, error) {
	if why = strings.TrimSpace(clip(why)); why == "" {
		return nil, ErrNeedsReason.At("body.why", "a reason: the agents are told it", "")
	}
	var gone []Shift
	paid := []Compensated{}
	err := b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, tx pgx.Tx) (err error) {
		need, err := b.lessSeats(ctx, q, request, slot, seats)
		if err != nil {
			return err
		}
		surplus, err := surplusOf(ctx, q, slot, need)
		if err != nil {
			return err
		}
		for _, s := range surplus {
			dropped, pay, err := b.dropOne(ctx, q, tx, s, by, why)
			if err != nil {
				return err
			}
			gone = append(gone, dropped)
			if pay != nil {
				paid = append(paid, *pay)
			}
		}
		return b.Recount(ctx, q, request)
	})
	if err != nil {
		return nil, err
	}
	for _, s := range gone {
		b.showShift(s)
	}
	b.on.TellBrand(brand, "fill", ground.Notice{Request: request})
	return paid, nil
}

// lessSeats lowers a slot's need under the request's lock.
func (b *Board) lessSeats(ctx context.Context, q *db.Queries, request uid.Request, id uid.Slot, seats int) (int, error) {
	if _, err := q.LockRequest(ctx, request); errors.Is(err, pgx.ErrNoRows) {
		return 0, booking.ErrNoRequest
	} else if err != nil {
		return 0, fmt.Errorf("lock request: %w", err)
	}
	slot, err := q.Slot(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && (slot.RequestID != request || !slot.Starts.After(b.on.Clock.Now()) || booking.Kind(slot.Kind) != booking.Work) {
		return 0, ErrNoSlot
	}
	if err != nil {
		return 0, fmt.Errorf("find slot: %w", err)
	}
	if seats < 1 || seats > int(slot.Need) {
		return 0, ErrSeats.At("body.seats", fmt.Sprintf("1 to %d", slot.Need), strconv.Itoa(seats))
	}
	need := int(slot.Need) - seats
	if err := q.SetNeed(ctx, db.SetNeedParams{ID: id, Need: int32(need)}); err != nil {
		return 0, fmt.Errorf("lower need: %w", err)
	}
	return need, nil
}

// surplusOf are the shifts of a slot beyond its need: offers first, then the
// latest to accept.
func surplusOf(ctx context.Context, q *db.Queries, id uid.Slot, need int) ([]Shift, error) {
	live, err := q.LiveOnSlot(ctx, id) // newest first
	if err != nil {
		return nil, fmt.Errorf("list seats: %w", err)
	}
	var offered, held []Shift
	for _, h := range live {
		s, err := shiftOf(h.MatchingShift, h.Starts, h.Ends)
		if err != nil {
			return nil, err
		}
		if s.State == Offered {
			offered = append(offered, s)
		} else {
			held = append(held, s)
		}
	}
	all := append(offered, held...)
	return all[:max(0, len(all)-need)], nil
}

// dropOne ends one shift for the brand; who had accepted is paid by the notice.
func (b *Board) dropOne(ctx context.Context, q *db.Queries, tx pgx.Tx, s Shift, by uid.Person, why string) (Shift, *Compensated, error) {
	now := b.on.Clock.Now()
	if s.State == Offered {
		s, err := b.writeMove(ctx, q, tx, s, moving{to: Released, cause: ByBrand, by: by, why: why, taken: true})
		return s, nil, err
	}
	notice := s.Starts.Sub(now)
	pay := Compensated{Shift: s.ID, ShareBP: shareFor(notice), Currency: s.Currency}
	var err error
	if pay.AmountMinor, err = dropPay(s.RateMinor, s.Ends.Sub(s.Starts), pay.ShareBP); err != nil {
		return s, nil, err
	}
	if s, err = b.writeMove(ctx, q, tx, s, moving{to: Dropped, cause: ByBrand, by: by, why: why, taken: true}); err != nil {
		return s, nil, err
	}
	_, err = q.AddCompensation(ctx, db.AddCompensationParams{
		ShiftID: s.ID, BrandID: s.Brand, AgentID: s.Agent, NoticeS: int32(notice / time.Second), ShareBp: int32(pay.ShareBP),
		AmountMinor: pay.AmountMinor, Currency: s.Currency, At: now,
	})
	if err != nil {
		return s, nil, fmt.Errorf("keep compensation: %w", err)
	}
	err = b.notify(ctx, q, s, told{agent: s.Agent, kind: saidDropped, by: by, why: why, add: func(c *Circumstances) {
		c.AmountMinor, c.Currency = pay.AmountMinor, pay.Currency
	}})
	if err != nil || pay.AmountMinor == 0 {
		return s, &pay, err
	}
	return s, &pay, b.on.Outbox.Tell(ctx, tx, fact.SeatDropped{
		Meta: fact.New(s.Brand, now), Shift: s.ID, Request: s.Request, Slot: s.Slot, Agent: s.Agent, Starts: s.Starts, Notice: notice,
		ShareBP: pay.ShareBP, AmountMinor: pay.AmountMinor, Currency: s.Currency,
	})
}
