package deal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/paper"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What billing details are refused for.
var (
	ErrParty = fault.New(fault.Invalid, "billing_details_wrong", "the billing details cannot be kept like that")
	ErrTaxID = fault.New(fault.Invalid, "tax_id_wrong", "that is no tax id: its check character does not fit")
)

// Ours is the party of our own side.
var Ours uid.Brand

// Party is who a brand is on paper, or who we are (Ours). One that was never
// filled in is the brand's name alone.
func (n *Notary) Party(ctx context.Context, scope pg.Scope, who uid.Brand) (paper.Party, error) {
	called, err := names.Brands(ctx, n.register)
	if err != nil {
		return paper.Party{}, err
	}
	return db.Look(ctx, n.pool, scope, func(q *db.Queries) (paper.Party, error) { return PartyOf(ctx, q, who, called[who]) })
}

func PartyOf(ctx context.Context, q *db.Queries, who uid.Brand, name string) (paper.Party, error) {
	r, err := q.Party(ctx, who)
	if errors.Is(err, pgx.ErrNoRows) {
		return paper.Party{Name: name}, nil
	}
	if err != nil {
		return paper.Party{}, fmt.Errorf("read billing details: %w", err)
	}
	return paper.Party{Name: r.Name, TaxID: r.TaxID, Address: r.Address, Phone: r.Phone, Bank: r.Bank, Account: r.AccountNo, Email: r.Email}, nil
}

// SetParty keeps billing details. Documents that were issued before keep those
// they were issued with. It returns ErrParty and ErrTaxID.
func (n *Notary) SetParty(ctx context.Context, scope pg.Scope, who uid.Brand, p paper.Party, by uid.Person) (paper.Party, error) {
	p, err := cleanParty(p)
	if err != nil {
		return paper.Party{}, err
	}
	err = db.In(ctx, n.pool, scope, func(q *db.Queries, _ pgx.Tx) error {
		return q.SetParty(ctx, db.SetPartyParams{
			BrandID: who, Name: p.Name, TaxID: p.TaxID, Address: p.Address, Phone: p.Phone, Bank: p.Bank, AccountNo: p.Account, Email: p.Email,
			UpdatedBy: by, UpdatedAt: n.clock.Now(),
		})
	})
	if err != nil {
		return paper.Party{}, fmt.Errorf("keep billing details: %w", err)
	}
	return p, nil
}

func cleanParty(p paper.Party) (paper.Party, error) {
	for _, f := range []struct {
		name string
		text *string
		most int
	}{
		{"name", &p.Name, 500},
		{"tax_id", &p.TaxID, 40},
		{"address", &p.Address, 500},
		{"phone", &p.Phone, 40},
		{"bank", &p.Bank, 200},
		{"account", &p.Account, 64},
		{"email", &p.Email, 200},
	} {
		*f.text = strings.TrimSpace(*f.text)
		if !utf8.ValidString(*f.text) || utf8.RuneCountInString(*f.text) > f.most || strings.ContainsAny(*f.text, "\x00\r\n") {
			return p, ErrParty.At(f.name, fmt.Sprintf("one line of at most %d characters", f.most), "")
		}
	}
	if p.Name == "" {
		return p, ErrParty.At("name", "the registered name", "")
	}
	p.TaxID = strings.ToUpper(p.TaxID)
	if !taxIDHolds(p.TaxID) {
		return p, ErrTaxID.At("tax_id", "18 characters with their check character, or an older one of 15 or 20 digits", p.TaxID)
	}
	return p, nil
}

// creditCode is the alphabet of the unified social credit code, and the weights
// of its first 17 characters (GB 32100-2015, source S19).
const creditCode = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// taxIDHolds tells whether a tax id can be one. An empty one is allowed: a
// brand abroad has none here; a foreign one begins with its country's letters.
func taxIDHolds(id string) bool {
	switch {
	case id == "":
		return true
	case len(id) == 18 && strings.Trim(id, creditCode) == "":
		sum := 0
		for i, w := range creditWeights {
			sum += w * strings.IndexByte(creditCode, id[i])
		}
		return creditCode[(31-sum%31)%31] == id[17]
	case len(id) == 15 || len(id) == 20:
		return strings.Trim(id, "0123456789X") == ""
	case len(id) >= 4 && len(id) <= 16:
		return id[0] >= 'A' && id[0] <= 'Z' && id[1] >= 'A' && id[1] <= 'Z' && strings.Trim(id[2:], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	}
	return false
}

// FreezeParties keeps who a document is from and to as it is issued.
func FreezeParties(ctx context.Context, q *db.Queries, r db.BillingInvoice, name string) error {
	seller, err := PartyOf(ctx, q, Ours, "")
	if err != nil {
		return err
	}
	buyer, err := PartyOf(ctx, q, r.BrandID, name)
	if err != nil {
		return err
	}
	s, err := json.Marshal(seller)
	if err != nil {
		return fmt.Errorf("write seller: %w", err)
	}
	t, err := json.Marshal(buyer)
	if err != nil {
		return fmt.Errorf("write buyer: %w", err)
	}
	if err := q.FreezeParties(ctx, db.FreezePartiesParams{InvoiceID: r.ID, BrandID: r.BrandID, Seller: s, Buyer: t}); err != nil {
		return fmt.Errorf("freeze parties: %w", err)
	}
	return nil
}
