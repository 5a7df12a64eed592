package billing_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/internal/pg"
)

// till is a gateway that does what each call's turn says.
type till struct {
	answers []error
	bills   []billing.Bill
	settled []string
}

func (g *till) Publish(_ context.Context, bill billing.Bill) (string, error) {
	g.bills = append(g.bills, bill)
	return "in_1", g.next()
}

func (g *till) Settled(_ context.Context, id string, _ billing.Bill) error {
	g.settled = append(g.settled, id)
	return g.next()
}

func (g *till) next() error {
	if len(g.answers) == 0 {
		return nil
	}
	err := g.answers[0]
	g.answers = g.answers[1:]
	return err
}

// Law: after an answer that was lost nothing is sent blindly: the next call
// looks first; and what the gateway says was paid is paid here once.
func TestALostAnswerIsLookedUpBeforeAnythingIsSentAgain(t *testing.T) {
	t.Parallel()
	g := &till{answers: []error{errors.New("the line broke")}}
	b := setupWith(t, g)
	b.tell(b.closed("sa", 1))
	v := b.issue(b.draft().ID)
	for range 3 {
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.clock.MoveTo(b.clock.Now().Add(time.Hour))
	}
	if len(g.bills) != 2 || g.bills[0].Seek || !g.bills[1].Seek {
		t.Fatalf("got %d calls; want one that sends and one that looks first", len(g.bills))
	}
	sum := int64(0)
	for _, l := range g.bills[1].Lines {
		sum += int64(l.AmountMinor)
	}
	if sum != int64(v.TotalMinor) {
		t.Errorf("the gateway's lines make %d; ours %d", sum, v.TotalMinor)
	}
	for i := range 3 { // told again and again
		err := b.HearGateway(t.Context(), billing.Told{ID: fmt.Sprint("evt_", i%2), Kind: "invoice.paid", Object: "in_1", Payload: []byte("{}")})
		if err != nil {
			t.Fatal(err)
		}
	}
	if v, err := b.Invoice(t.Context(), pg.Everything, v.ID); err != nil || v.Status != billing.Paid {
		t.Errorf("got %s, %v; want paid", v.Status, err)
	}
	if err := b.HearGateway(t.Context(), billing.Told{ID: "evt_9", Kind: "invoice.paid", Object: "in_unknown", Payload: []byte("{}")}); err != nil {
		t.Errorf("a bill of somebody else's: %v", err)
	}
	b.balanced()
}

// Law: a plain no is not tried again, and a person sees it.
func TestARefusalOfTheGatewayIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	g := &till{answers: []error{fmt.Errorf("%w: no such currency", billing.ErrRejected)}}
	b := setupWith(t, g)
	b.tell(b.closed("sa", 1))
	v := b.issue(b.draft().ID)
	for range 3 {
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.clock.MoveTo(b.clock.Now().Add(time.Hour))
	}
	v, err := b.Invoice(t.Context(), pg.Everything, v.ID)
	if err != nil || len(g.bills) != 1 || len(v.Gateway) != 1 || v.Gateway[0].State != "rejected" {
		t.Errorf("got %d calls, %+v, %v", len(g.bills), v.Gateway, err)
	}
}
