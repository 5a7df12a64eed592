// Package names says who stands behind the ids that billing keeps.
package names

import (
	"context"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
)

// Brands are the brands' names.
func Brands(ctx context.Context, r *account.Register) (map[uid.Brand]string, error) {
	all, err := r.Brands(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[uid.Brand]string, len(all))
	for _, x := range all {
		names[x.ID] = x.Name
	}
	return names, nil
}

// Owners are the names of brands and agents, by the text of their ids.
func Owners(ctx context.Context, r *account.Register) (map[string]string, error) {
	brands, err := Brands(ctx, r)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(brands))
	for id, name := range brands {
		names[id.String()] = name
	}
	agents, err := r.Agents(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range agents {
		names[a.ID.String()] = a.Name
	}
	return names, nil
}
