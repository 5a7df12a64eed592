package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
)

// mountLineup: who holds which seat, for operators.
func (s *surface) mountLineup() {
	if s.doors.Board == nil {
		return
	}
	type one struct {
		ID uid.Request `path:"id"`
	}
	add(s, op{id: "lineup", method: http.MethodGet, path: "/api/v1/operator/requests/{id}/shifts", summary: "Who holds which seat of a request", tag: "matching"},
		func(ctx context.Context, _ account.Caller, in *one) (*body[list[matching.Seated]], error) {
			all, err := s.doors.Board.Lineup(ctx, in.ID)
			return okList(all), err
		})
}
