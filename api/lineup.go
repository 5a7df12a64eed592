package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

// mountLineup: who holds which seat, for operators.
func (s *surface) mountLineup() {
	if s.doors.Board == nil {
		return
	}
	type ofBrand struct {
		booking.Listed
		BrandName string `json:"brand_name"`
	}
	add(s, op{id: "all-requests", method: http.MethodGet, path: "/api/v1/operator/requests", summary: "Every brand's requests", tag: "matching"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[ofBrand]], error) {
			brands, err := s.doors.Register.Brands(ctx)
			if err != nil {
				return nil, err
			}
			var out []ofBrand
			for _, b := range brands {
				rows, err := s.doors.Board.Requests(ctx, b.ID)
				if err != nil {
					return nil, err
				}
				for _, r := range rows {
					out = append(out, ofBrand{r, b.Name})
				}
			}
			return okList(out), nil
		})
	type one struct {
		ID uid.Request `path:"id"`
	}
	add(s, op{id: "lineup", method: http.MethodGet, path: "/api/v1/operator/requests/{id}/shifts", summary: "Who holds which seat of a request", tag: "matching"},
		func(ctx context.Context, _ account.Caller, in *one) (*body[list[market.Seated]], error) {
			all, err := s.doors.Board.Lineup(ctx, in.ID)
			return okList(all), err
		})
}
