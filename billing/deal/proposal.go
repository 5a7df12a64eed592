package deal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What proposed terms are refused for.
var (
	ErrTerms         = fault.New(fault.Invalid, "terms_unreadable", "these are no terms of a contract")
	ErrProposalOpen  = fault.New(fault.Conflict, "proposal_open", "terms of this request are proposed already and not answered")
	ErrNoProposal    = fault.New(fault.NotFound, "terms_proposal_unknown", "there is no such proposal, or it is answered")
	ErrProposalWords = fault.New(fault.Invalid, "proposal_words", "a note or an answer has at most 2,000 characters")
)

// Proposal is terms that a brand asks for, and what came of it.
type Proposal struct {
	ID         uid.Proposal    `json:"id"`
	Brand      uid.Brand       `json:"brand_id"`
	BrandName  string          `json:"brand_name"`
	Request    uid.Request     `json:"request_id"`
	Terms      json.RawMessage `json:"terms"`
	Note       string          `json:"note"`
	State      string          `json:"state" enum:"proposed,accepted,declined,withdrawn"`
	ProposedAt time.Time       `json:"proposed_at"`
	AnsweredAt *time.Time      `json:"answered_at,omitempty"`
	Answer     string          `json:"answer,omitempty"`
}

// Shown is what a brand reads before it signs: an example bill for each clause,
// and what surprises in the whole.
type Shown struct {
	Currency string        `json:"currency"`
	Examples []rate.Sample `json:"examples"`
	Warnings []string      `json:"warnings"`
}

// sampleSpan is how long the examples' contract holds: long enough to meet its
// nights and the year's holidays.
const sampleSpan = 366 * 24 * time.Hour

// draftOf makes a contract of a brand's proposed terms. Every field is known,
// and the contract is one that could be signed.
func (n *Notary) draftOf(brand account.Brand, terms json.RawMessage) (rate.Contract, error) {
	d := json.NewDecoder(bytes.NewReader(terms))
	d.DisallowUnknownFields()
	var v rate.Version
	if err := d.Decode(&v); err != nil {
		return rate.Contract{}, ErrTerms.With("%v", err)
	}
	from := n.clock.Now().UTC().Truncate(24 * time.Hour)
	v.ID, v.From, v.Till = "proposed", from, from.Add(sampleSpan)
	c := rate.Contract{
		ID: "proposed", Brand: brand.ID.String(), Currency: money.Currency(brand.Currency), TZ: brand.Timezone,
		Tax: rate.Tax{Mode: rate.TaxOnTop, BP: houseTaxBP}, Period: rate.Span{From: v.From, Till: v.Till}, Versions: []rate.Version{v},
	}
	return c, c.Check()
}

// ShowTerms makes the example bills of terms; nothing is kept. It returns
// ErrTerms and what the contract's check refuses, with the clause named.
func (n *Notary) ShowTerms(ctx context.Context, brand uid.Brand, terms json.RawMessage) (Shown, error) {
	who, err := n.register.Brand(ctx, brand)
	if err != nil {
		return Shown{}, err
	}
	c, err := n.draftOf(who, terms)
	if err != nil {
		return Shown{}, err
	}
	examples, warnings, err := rate.Samples(c)
	if err != nil {
		return Shown{}, err
	}
	if warnings == nil {
		warnings = []string{}
	}
	return Shown{who.Currency, examples, warnings}, nil
}

// Propose asks for terms of a request that is not booked yet. It returns what
// ShowTerms does, ErrProposalOpen and ErrProposalWords.
func (n *Notary) Propose(ctx context.Context, brand uid.Brand, request uid.Request, terms json.RawMessage, note string, by uid.Person) (Proposal, error) {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > 2000 {
		return Proposal{}, ErrProposalWords
	}
	who, err := n.register.Brand(ctx, brand)
	if err != nil {
		return Proposal{}, err
	}
	if _, err := n.draftOf(who, terms); err != nil {
		return Proposal{}, err
	}
	id := uid.New[uid.Proposal]()
	err = db.In(ctx, n.pool, pg.OfBrand(brand), func(q *db.Queries, _ pgx.Tx) error {
		return q.AddProposal(ctx, db.AddProposalParams{ID: id, BrandID: brand, RequestID: request, Terms: terms, Note: note, ProposedBy: by, ProposedAt: n.clock.Now()})
	})
	if name, broken := pg.Broken(err); broken && name == "proposal_open" {
		return Proposal{}, ErrProposalOpen
	}
	if err != nil {
		return Proposal{}, fmt.Errorf("keep proposal: %w", err)
	}
	n.poke(brand, "proposal", map[string]any{"request_id": request})
	return n.proposal(ctx, brand, request, id)
}

func (n *Notary) proposal(ctx context.Context, brand uid.Brand, request uid.Request, id uid.Proposal) (Proposal, error) {
	all, err := n.ProposalsOf(ctx, brand, request)
	if err != nil {
		return Proposal{}, err
	}
	for _, p := range all {
		if p.ID == id {
			return p, nil
		}
	}
	return Proposal{}, ErrNoProposal
}

// ProposalsOf lists what was proposed for a request, newest first.
func (n *Notary) ProposalsOf(ctx context.Context, brand uid.Brand, request uid.Request) ([]Proposal, error) {
	return n.proposals(ctx, pg.OfBrand(brand), func(q *db.Queries) ([]db.BillingProposal, error) { return q.ProposalsOf(ctx, request) })
}

// Proposals lists what brands proposed, newest first, of one state or of all.
func (n *Notary) Proposals(ctx context.Context, state string, most int) ([]Proposal, error) {
	return n.proposals(ctx, pg.Everything, func(q *db.Queries) ([]db.BillingProposal, error) {
		return q.Proposals(ctx, db.ProposalsParams{State: state, Most: int32(most)})
	})
}

func (n *Notary) proposals(ctx context.Context, scope pg.Scope, read func(*db.Queries) ([]db.BillingProposal, error)) ([]Proposal, error) {
	who, err := names.Brands(ctx, n.register)
	if err != nil {
		return nil, err
	}
	rows, err := db.Look(ctx, n.pool, scope, read)
	if err != nil {
		return nil, fmt.Errorf("list proposals: %w", err)
	}
	out := make([]Proposal, len(rows))
	for i, r := range rows {
		out[i] = Proposal{r.ID, r.BrandID, who[r.BrandID], r.RequestID, r.Terms, r.Note, r.State, r.ProposedAt, r.AnsweredAt, r.Answer}
	}
	return out, nil
}

// AnswerProposal accepts or declines proposed terms, once. Accepted, matching is
// told in the same transaction. It returns ErrNoProposal and ErrProposalWords.
func (n *Notary) AnswerProposal(ctx context.Context, id uid.Proposal, accept bool, answer string, by uid.Person) error {
	answer = strings.TrimSpace(answer)
	if utf8.RuneCountInString(answer) > 2000 {
		return ErrProposalWords
	}
	state := "declined"
	if accept {
		state = "accepted"
	}
	now := n.clock.Now()
	var row db.BillingProposal
	err := db.In(ctx, n.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) (err error) {
		row, err = q.AnswerProposal(ctx, db.AnswerProposalParams{ID: id, State: state, AnsweredBy: by, AnsweredAt: &now, Answer: answer})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoProposal
		}
		if err != nil {
			return fmt.Errorf("answer proposal %s: %w", id, err)
		}
		if !accept {
			return nil
		}
		return n.outbox.Tell(ctx, tx, fact.TermsAgreed{Meta: fact.New(row.BrandID, now), Request: row.RequestID, Terms: row.Terms})
	})
	if err == nil {
		n.poke(row.BrandID, "proposal", map[string]any{"request_id": row.RequestID, "state": state})
	}
	return err
}
