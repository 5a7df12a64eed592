package api

import (
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/manyhands/manyhands/internal/clock"
)

// observed times every request by its route. The route is the pattern, never
// the path: a path holds ids, and each would be a series of its own.
func observed(to prometheus.Registerer) fiber.Handler {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "manyhands_http_request_seconds", Help: "Time from a request's last byte to its answer.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"method", "route", "status"})
	to.MustRegister(took) // a registry of this surface's own: a second one is a fault of the program
	wall := clock.System{}
	return func(c *fiber.Ctx) error {
		began := wall.Now()
		err := c.Next()
		if err != nil { // the answer is written now, so that its status is known
			err = c.App().ErrorHandler(c, err)
		}
		took.WithLabelValues(c.Method(), routeOf(c), strconv.Itoa(c.Response().StatusCode())).Observe(wall.Now().Sub(began).Seconds())
		return err
	}
}

// routeOf is the pattern that answered. What no route of ours answered is one
// series, however many paths are tried.
func routeOf(c *fiber.Ctx) string {
	if c.Response().StatusCode() == fiber.StatusNotFound || c.Response().StatusCode() == fiber.StatusMethodNotAllowed {
		return "none"
	}
	return c.Route().Path
}
