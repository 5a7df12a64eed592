package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/uid"
)

// mountInsight: the live wall, whole and by brand, and what lies under it.
func (s *surface) mountInsight() {
	if s.doors.Wall == nil {
		return
	}
	type ofBrand struct {
		Window string `query:"window" enum:"hour,today,event" default:"hour"`
	}
	add(s, op{id: "brand-wall", method: http.MethodGet, path: "/api/v1/brand/wall", summary: "The live wall of my brand", tag: "insight"},
		func(ctx context.Context, by account.Caller, in *ofBrand) (*body[insight.Board], error) {
			b, err := s.doors.Wall.Board(ctx, by.Brand, in.Window)
			return ok(b), err
		})
	type whole struct {
		Brand  string `query:"brand" doc:"a brand's id; absent: all brands"`
		Window string `query:"window" enum:"hour,today,event" default:"hour"`
	}
	add(s, op{id: "wall", method: http.MethodGet, path: "/api/v1/operator/wall", summary: "The live wall of all brands, or of one", tag: "insight"},
		func(ctx context.Context, _ account.Caller, in *whole) (*body[insight.Board], error) {
			brand, err := brandOrAll(in.Brand)
			if err != nil {
				return nil, err
			}
			b, err := s.doors.Wall.Board(ctx, brand, in.Window)
			return ok(b), err
		})
	s.mountSeries()
	s.mountReplay()
	s.mountPool()
}

// brandOrAll reads an optional brand.
func brandOrAll(text string) (uid.Brand, error) {
	if text == "" {
		return uid.Brand{}, nil
	}
	return uid.Parse[uid.Brand](text)
}

func (s *surface) mountSeries() {
	type ofBrand struct {
		Minutes int `query:"minutes" minimum:"2" maximum:"1440" default:"60"`
	}
	add(s, op{id: "brand-wall-series", method: http.MethodGet, path: "/api/v1/brand/wall/series", summary: "The wall of my brand minute by minute", tag: "insight"},
		func(ctx context.Context, by account.Caller, in *ofBrand) (*body[list[insight.Point]], error) {
			p, err := s.doors.Wall.Series(ctx, by.Brand, in.Minutes)
			return okList(p), err
		})
	type whole struct {
		Brand   string `query:"brand"`
		Minutes int    `query:"minutes" minimum:"2" maximum:"1440" default:"60"`
	}
	add(s, op{id: "wall-series", method: http.MethodGet, path: "/api/v1/operator/wall/series", summary: "The wall minute by minute", tag: "insight"},
		func(ctx context.Context, _ account.Caller, in *whole) (*body[list[insight.Point]], error) {
			brand, err := brandOrAll(in.Brand)
			if err != nil {
				return nil, err
			}
			p, err := s.doors.Wall.Series(ctx, brand, in.Minutes)
			return okList(p), err
		})
}
