package billing

import (
	"context"

	"github.com/manyhands/manyhands/billing/ledger"
)

// TrialBalance lists every account, with the names of those whose they are.
func (b *Book) TrialBalance(ctx context.Context) ([]ledger.Balance, error) {
	names, err := b.ownerNames(ctx)
	if err != nil {
		return nil, err
	}
	all, err := b.Ledger.TrialBalance(ctx)
	for i := range all {
		all[i].OwnerName = names[all[i].Owner]
	}
	return all, err
}

// ownerNames are brands and agents by id.
func (b *Book) ownerNames(ctx context.Context) (map[string]string, error) {
	brands, err := b.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(brands))
	for id, name := range brands {
		names[id.String()] = name
	}
	agents, err := b.register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		names[a.ID.String()] = a.Name
	}
	return names, nil
}
